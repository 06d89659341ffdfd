import { expect } from 'chai';
import { designParams } from '../../../lib/ptq/designParams.js';
import { range } from '../../../lib/range.js';

const minMax = 'minMax' as const;

describe('designParams', () => {
  it('covers a range that holds 0 with all codes', () => {
    // 255 steps of 0.01; 15 steps of 0.1
    expect(designParams('x', range(-1, 1.55), { bits: 8, scheme: 'asymmetric', range: minMax })).to.deep.include({
      scale: [Math.fround(0.01)],
      zeroPoint: [-28],
    });
    expect(designParams('x', range(0.3, 1.5), { bits: 4, scheme: 'asymmetric', range: minMax })).to.deep.include({
      scale: [Math.fround(0.1)],
      zeroPoint: [-8],
      qmin: -8,
      qmax: 7,
    });
  });

  it('keeps zero point 0 at 16 bits, and where it is asked to', () => {
    expect(designParams('x', range(-1, 3), { bits: 16, scheme: 'asymmetric', range: minMax })).to.deep.include({
      scale: [Math.fround(3 / 32767)],
      zeroPoint: [0],
      qmin: -32768,
    });
    expect(designParams('x', range(-1.27, 1), { bits: 8, scheme: 'symmetric', range: minMax }).scale).to.deep.equal([
      Math.fround(0.01),
    ]);
  });

  it('takes the smallest power of two that covers', () => {
    // [0, 5]: 5 / 255 < 2^-5
    const { scale, zeroPoint } = designParams('x', range(0, 5), { bits: 8, scheme: 'powerOfTwo', range: minMax });
    expect([scale, zeroPoint]).to.deep.equal([[2 ** -5], [-128]]);
  });

  it('refuses a range that was made for another width', () => {
    const made = { ...range(0, 1), bits: 4 };
    expect(() => designParams('x', made, { bits: 8, scheme: 'asymmetric', range: minMax })).to.throw(
      RangeError,
      'the range of "x" was made for 4 bits, its recipe says 8',
    );
  });
});
