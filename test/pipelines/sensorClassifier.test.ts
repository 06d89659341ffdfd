import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { networkQuantization, sensorClassifier } from '../../pipelines/index.js';
import { levels, steps } from './twoLevels.js';

describe('sensorClassifier', () => {
  it('decides in integers for every window, beside the float network', async () => {
    const source = steps(-1, 0.5, 3);
    const network = await networkQuantization(levels, source);
    const decisions = await lastValueFrom(
      from(source).pipe(sensorClassifier({ network, reference: levels, hop: 4 }), toArray()),
    );
    expect(decisions.map(d => [d.index, d.time, d.label, d.agrees])).to.deep.equal([
      [0, 0.5, 'low', true],
      [1, 1, 'low', true],
      [2, 1.5, 'high', true],
      [3, 2, 'high', true],
      [4, 2.5, 'high', true],
      [5, 3, 'high', true],
    ]);
    for (const d of decisions) {
      // a softmax output has 256 steps of 1/256; the input's step of 4/255 moves the logits by at most 8 * 2/255 * 2
      d.outputs.forEach((y, k) => expect(y).to.be.closeTo(d.reference[k], 0.03));
    }
  });
});
