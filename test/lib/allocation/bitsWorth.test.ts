import { expect } from 'chai';
import { bitsWorth } from '../../../lib/allocation/index.js';
import { muLaw } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

describe('bitsWorth', () => {
  it('is the width whose step is below 1.21 times the noise: 12 (10^0.05 - 1) = 1.4642 is its square', () => {
    // 2^b - 1 steps over a range of 100: noise 1 wants 82.6 steps
    const { bits, table } = bitsWorth({ noise: 1, range: range(0, 100) });
    expect(bits).to.equal(7);
    for (const row of table.slice(3)) {
      const step = 100 / (2 ** row.bits - 1);
      // both ends move by up to half a step, which overloads a part of one step in 2^b
      expect(row.added / (step / Math.sqrt(12)), `${row.bits}`).to.be.closeTo(1, 0.1);
      expect(row.rise, `${row.bits}`).to.be.closeTo(10 * Math.log10(1 + step ** 2 / 12), 0.4);
    }
  });

  it('follows the rise that is asked for, and does not care for unit or offset', () => {
    const ask = (unit: number, offset: number, rise: number) =>
      bitsWorth({ noise: 0.25 * unit, range: range(offset - 8 * unit, offset + 8 * unit), rise }).bits;
    // 16 / step: step = 0.25 sqrt(12 (10^(rise / 10) - 1)): 0.3024, 0.1320, 0.8650
    for (const [unit, offset] of [
      [1, 0],
      [1000, 2 ** 15],
      [1e-3, 1],
    ]) {
      expect([0.5, 0.1, 3].map(rise => ask(unit, offset, rise))).to.deep.equal([6, 7, 5]);
    }
  });

  it('says where no width is enough, and tries any quantizer', () => {
    expect(bitsWorth({ noise: 1e-9, range: range(-1, 1) }).bits).to.equal(undefined);
    const companded = bitsWorth({
      noise: 0.01,
      range: range(-1, 1),
      quantizer: bits => muLaw({ bits: Math.max(bits, 2) }),
    });
    expect(companded.bits).to.be.above(bitsWorth({ noise: 0.01, range: range(-1, 1) }).bits ?? NaN);
    expect(() => bitsWorth({ noise: 0, range: range(-1, 1) })).to.throw(RangeError, 'bitsWorth: noise');
    expect(() => bitsWorth({ noise: 1, range: range(-1, 1), maxBits: 17 })).to.throw(RangeError, 'bitsWorth: maxBits');
  });
});
