import { expect } from 'chai';
import fc from 'fast-check';
import { reverseWaterFilling } from '../../../lib/allocation/index.js';

describe('reverseWaterFilling', () => {
  it('leaves every channel above the water the same noise', () => {
    // level 1: log2(16) / 2 + log2(4) / 2 = 3 bits, the channel of 0.5 is under water
    const { level, bits } = reverseWaterFilling({ variances: [16, 0.5, 4], bits: 3 });
    expect(level).to.equal(1);
    expect(bits).to.deep.equal([2, 0, 1]);
  });

  it('gives no bits to channels without power', () => {
    expect(reverseWaterFilling({ variances: [0, 4], bits: 2 })).to.deep.equal({ level: 0.25, bits: [0, 2] });
    expect(reverseWaterFilling({ variances: [0, 0], bits: 2 })).to.deep.equal({ level: 0, bits: [0, 0] });
  });

  it('spends the bits exactly, with the noise min(level, variance)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (variances, bits) => {
          const plan = reverseWaterFilling({ variances, bits });
          expect(plan.bits.reduce((a, b) => a + b)).to.be.closeTo(bits, 1e-10);
          plan.bits.forEach((b, c) => {
            const noise = variances[c] * 4 ** -b;
            expect(noise / Math.min(plan.level, variances[c])).to.be.closeTo(1, 1e-10);
          });
        },
      ),
      { seed: 61, numRuns: 1000 },
    );
  });

  it('refuses wrong options', () => {
    expect(() => reverseWaterFilling({ variances: [], bits: 1 })).to.throw(RangeError, 'variances');
    expect(() => reverseWaterFilling({ variances: [-1], bits: 1 })).to.throw(RangeError, 'variances[0]');
    expect(() => reverseWaterFilling({ variances: [1], bits: -1 })).to.throw(RangeError, 'bits');
  });
});
