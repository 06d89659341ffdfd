import { expect } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { fillMissing } from '../../operators/index.js';
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

  it('abstains where more than the stated share of a window was held', async () => {
    const source = steps(-1, 0.5, 3);
    const network = await networkQuantization(levels, source);
    const decide = async (abstainAbove?: number) => {
      const holed$ = from(source).pipe(
        map(f => ({
          ...f,
          data: f.data.map((x, i) => (f.start + (i % f.length) >= 8 && f.start + (i % f.length) < 14 ? NaN : x)),
        })),
        fillMissing({ within: 4 }), // 8 to 11 are held, 12 and 13 stay missing
        sensorClassifier({ network, reference: levels, hop: 4, ...(abstainAbove !== undefined && { abstainAbove }) }),
        toArray(),
      );
      return (await lastValueFrom(holed$)).map(d => [d.shares.held, d.label, d.abstained]);
    };
    const label = (await decide(1)).map(([, said]) => said);
    const length = levels.inputs[0].shape[0];
    const held = label.map((_, k) => {
      const inside = Array.from({ length }, (_, i) => 4 * k + i).filter(i => i >= 8 && i < 14).length;
      return inside / length;
    });
    expect(await decide()).to.deep.equal(
      held.map((share, k) => (share > 0.5 ? [share, undefined, 'held'] : [share, label[k], undefined])),
    );
    expect(held.some(share => share > 0.5)).to.equal(true);
  });

  it('refuses a share that is none', async () => {
    const network = await networkQuantization(levels, steps(-1, 0.5, 3));
    const wrong = { network, reference: levels, abstainAbove: 2 };
    expect(() => sensorClassifier(wrong)).to.throw(RangeError, 'abstainAbove must be a share in [0, 1], got 2');
  });
});
