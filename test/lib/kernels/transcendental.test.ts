import { expect } from 'chai';
import { expOnNegative, oneOverOnePlus } from '../../../lib/kernels/transcendental.js';

describe('expOnNegative', () => {
  it('is exp(x) within 2^-21.5, over all of (-32, 0]', () => {
    for (let x = -(2 ** 31) + 1; x <= 0; x += 104_729) {
      // a quarter's Taylor polynomial errs by less than (1/8)^5 / 120 = 2^-21.9 of exp(-1/8), a step of the barrel by 2^-31
      expect(Math.abs(expOnNegative(x) / 2 ** 31 - Math.exp(x / 2 ** 26)), String(x)).to.be.below(2 ** -21.5);
    }
  });

  it('is 1 less a step at 0, the largest Q0.31', () => {
    expect(expOnNegative(0)).to.equal(2 ** 31 - 1);
  });
});

describe('oneOverOnePlus', () => {
  it('is 1 / (1 + x) over [0, 1)', () => {
    // the start errs by at most 1/17; each Newton step squares that: (1/17)^8 = 2^-32.7, then Q2.29 rounding counts
    for (let x = 0; x < 2 ** 31; x += 99_991) {
      expect(Math.abs(oneOverOnePlus(x) / 2 ** 31 - 1 / (1 + x / 2 ** 31)), String(x)).to.be.below(2 ** -26);
    }
  });
});
