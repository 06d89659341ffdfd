import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { kolmogorovSmirnov, sketch } from '../../../lib/statistics/index.js';

function histogramOf(x: ArrayLike<number>) {
  const s = sketch();
  s.push(frame(Float32Array.from(x)));
  return s.value()[0];
}

describe('kolmogorovSmirnov', () => {
  it('is the largest difference of the distribution functions', () => {
    // F of {1, 2, 3, 4} and {3, 4, 5, 6}: 1/2 against 0 between 2 and 3
    expect(kolmogorovSmirnov(histogramOf([1, 2, 3, 4]), histogramOf([3, 4, 5, 6]))).to.equal(0.5);
    expect(kolmogorovSmirnov(histogramOf([1, 2]), histogramOf([5, 6, 7]))).to.equal(1);
    expect(kolmogorovSmirnov(histogramOf([-1, 1]), histogramOf([-1, 1]))).to.equal(0);
  });

  it('sees zeros come and go', () => {
    expect(kolmogorovSmirnov(histogramOf([-1, 0, 0, 1]), histogramOf([-1, -1, 1, 1]))).to.equal(0.25);
    expect(kolmogorovSmirnov(histogramOf([0]), histogramOf([2 ** -149]))).to.equal(1);
    expect(kolmogorovSmirnov(histogramOf([0, 0]), histogramOf([-3, 0]))).to.equal(0.5);
  });

  it('compares histograms of different cells, in either order, as the exact statistic does within a cell', () => {
    const g = random(7);
    const a = Float32Array.from({ length: 5000 }, () => g.normal());
    const b = Float32Array.from({ length: 7000 }, () => 300 * g.normal() + 1);
    const exact = exactDistance(a, b);
    const [one, other] = [
      kolmogorovSmirnov(histogramOf(a), histogramOf(b)),
      kolmogorovSmirnov(histogramOf(b), histogramOf(a)),
    ];
    expect(one).to.equal(other);
    expect(one).to.be.at.most(exact);
    const width = 2 ** histogramOf(b).exponent;
    const share = (x: Float32Array) =>
      Math.max(...Array.from({ length: 20 }, (_, k) => x.filter(v => Math.floor(v / width) === k - 10).length)) /
      x.length;
    expect(exact - one).to.be.at.most(Math.max(share(a), share(b)));
  });

  it('is NaN without samples', () => {
    expect(kolmogorovSmirnov(histogramOf([]), histogramOf([1]))).to.be.NaN;
  });
});

/** By the definition, at every sample. */
function exactDistance(a: Float32Array, b: Float32Array): number {
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  let most = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    const v = Math.min(x[i], y[j]);
    while (i < x.length && x[i] <= v) i++;
    while (j < y.length && y[j] <= v) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}
