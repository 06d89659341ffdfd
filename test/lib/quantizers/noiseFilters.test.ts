import { expect } from 'chai';
import { noiseFilters } from '../../../lib/quantizers/noiseFilters.js';

/** Zeros of 1 - sum of c_k z^-k lie inside the unit circle exactly when no reflection coefficient reaches 1 (Schur, Cohn). */
function largestReflection(filter: readonly number[]): number {
  let a = [1, ...filter.map(c => -c)];
  let largest = 0;
  while (a.length > 1) {
    const k = a[a.length - 1] / a[0];
    largest = Math.max(largest, Math.abs(k));
    const reversed = [...a].reverse();
    a = a.slice(0, -1).map((v, i) => v - k * reversed[i]);
  }
  return largest;
}

describe('noiseFilters', () => {
  it('lists the binomial filters and the printed ones', () => {
    expect(noiseFilters.firstOrder).to.deep.equal([1]);
    expect(noiseFilters.secondOrder).to.deep.equal([2, -1]); // 1 - (1 - z^-1)^2
    expect(noiseFilters.improvedE5).to.deep.equal([2.033, -2.165, 1.959, -1.59, 0.6149]); // Lipshitz et al. 1991
    expect(noiseFilters.optimalF3).to.deep.equal([1.623, -0.982, 0.109]); // Wannamaker 1992, table 3
  });

  it('holds minimum-phase filters only, as optimal ones are: no digit is out of place', () => {
    for (const [name, filter] of Object.entries(noiseFilters)) {
      if (name === 'firstOrder' || name === 'secondOrder') continue; // zeros on the circle
      expect(largestReflection(filter), name).to.be.below(1);
    }
  });

  it('holds weighted filters whose gain in dB averages 0 over frequency, as minimum phase demands', () => {
    // Gerzon and Craven 1989: the integral of ln|1 - H| over all frequencies is 0
    for (const [name, filter] of Object.entries(noiseFilters)) {
      const n = 2 ** 16;
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const w = (2 * Math.PI * (i + 0.5)) / n; // misses the zeros on the circle
        let [re, im] = [1, 0];
        filter.forEach((c, k) => {
          re -= c * Math.cos((k + 1) * w);
          im += c * Math.sin((k + 1) * w);
        });
        sum += Math.log(re * re + im * im) / n;
      }
      expect(sum, name).to.be.closeTo(0, (4 * Math.LN2) / n + 1e-9); // a zero on the circle costs 2 ln 2 / n
    }
  });
});
