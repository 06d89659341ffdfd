import { expect } from 'chai';
import { dense, flatten, type Network, relu, sequential } from '../../../../lib/network.js';
import { activationParams } from '../../../../lib/ptq/index.js';
import { type Range, range } from '../../../../lib/range.js';
import { planOf } from './planOf.js';

const network = sequential({
  name: 'n',
  input: [2],
  layers: [dense({ units: 2, name: 'd' }), relu({ name: 'r' }), flatten({ name: 'f' })],
});

function paramsOf(n: Network, entries: [string, Range][]) {
  const out = activationParams.run(n, planOf(n, {}, entries));
  return [...out.inputs, ...out.layers].map(t => [t.params?.scale[0], t.params?.zeroPoint[0]]);
}

describe('activationParams', () => {
  it('widens a range to hold 0, so that 0 has a code of its own', () => {
    expect(
      paramsOf(network, [
        ['input', range(1, 2.55)],
        ['d', range(-2.55, -1)],
        ['r', range(0, 0)],
      ]),
    ).to.deep.equal([
      [Math.fround(0.01), -128],
      [Math.fround(0.01), 127],
      [1, 0], // nothing above 0 was ever seen
      [1, 0],
    ]);
  });

  it('takes one interval over all channels of a range that has several', () => {
    const [[scale]] = paramsOf(network, [
      ['input', range([-1, 0], [0, 1.55])],
      ['d', range(0, 1)],
      ['r', range(0, 1)],
    ]);
    expect(scale).to.equal(Math.fround(0.01));
  });

  it('starts every relu at 0 whatever its tracker says', () => {
    const [, , rectified] = paramsOf(network, [
      ['input', range(0, 1)],
      ['d', range(0, 1)],
      ['r', range(-7, 2.55)],
    ]);
    expect(rectified).to.deep.equal([Math.fround(0.01), -128]);
  });
});
