import { expect } from 'chai';
import { erfc } from '../../../lib/codebooks/erfc.js';

const DIGITS = 10n ** 60n;

/** erf(x) to 50 digits for x = n / d: its Taylor series 2 / sqrt(pi) sum (-1)^k x^(2k+1) / (k! (2k+1)) in integers. */
function erfExact(n: bigint, d: bigint): bigint {
  const square = (DIGITS * n * n) / (d * d);
  let [power, sum] = [(DIGITS * n) / d, 0n]; // power = x^(2k+1) / k!
  for (let k = 0n; power !== 0n; k++) {
    sum += ((k % 2n === 0n ? 1n : -1n) * power) / (2n * k + 1n);
    power = (power * square) / DIGITS / (k + 1n);
  }
  const twoOverRootPi = 1128379167095512573896158903121545171688101258657997713688171n; // 2 / sqrt(pi), OEIS A190732, 61 digits
  return (sum * twoOverRootPi) / DIGITS;
}

describe('erfc', () => {
  it('has the values of Abramowitz and Stegun, table 7.1', () => {
    for (const [x, erf] of [
      [0, 0],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [1.5, 0.9661051465],
      [2, 0.995322265],
    ]) {
      expect(1 - erfc(x)).to.be.closeTo(erf, 5.1e-11);
    }
  });

  it('is right to 1e-14 relative on both sides of the seam, against the series in exact integers', () => {
    for (let i = 0; i <= 96; i++) {
      const exact = Number(DIGITS - erfExact(BigInt(i), 16n)) / Number(DIGITS); // x = 0, 1/16, ..., 6
      expect(erfc(i / 16) / exact, `erfc(${i / 16})`).to.be.closeTo(1, 1e-14);
      expect(erfc(-i / 16)).to.be.closeTo(2 - exact, 2 * 2 ** -51);
    }
  });

  it('ends in 0 and 2', () => {
    expect([erfc(Infinity), erfc(-Infinity), erfc(30)]).to.deep.equal([0, 2, 0]);
  });
});
