import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { histogramMoments, moments, sketch } from '../../../lib/statistics/index.js';

const SEED = 20_241_140;

function histogramOf(x: ArrayLike<number>) {
  const s = sketch();
  s.push(frame(Float32Array.from(x)));
  return s.value()[0];
}

describe('histogramMoments', () => {
  it('has mean and standard deviation within half a cell of the exact ones', () => {
    const g = random(SEED);
    for (const next of [() => g.normal() + 3, () => -Math.log(1 - g.uniform()), () => Math.max(g.normal(), 0)]) {
      const f = frame(Float32Array.from({ length: 20_000 }, next));
      const exact = moments();
      exact.push(f);
      const [wanted] = exact.value();
      const h = histogramOf(f.data);
      const found = histogramMoments(h);
      const half = 2 ** h.exponent / 2;
      expect(found.count).to.equal(wanted.count);
      expect(found.mean).to.be.closeTo(wanted.mean, half);
      expect(Math.sqrt(found.variance)).to.be.closeTo(Math.sqrt(wanted.variance), half);
    }
  });

  it('has the skewness and kurtosis of points that have a cell of their own', () => {
    // 0 three times and 4 once: mean 1, variance 3, third moment 6, fourth 21
    const m = histogramMoments(histogramOf([0, 0, 0, 4]));
    expect([m.mean, m.variance]).to.deep.equal([1, 3]);
    expect(m.skewness).to.be.closeTo(6 / (3 * Math.sqrt(3)), 1e-15);
    expect(m.kurtosis).to.be.closeTo(21 / 9, 1e-15);
  });

  it('has NaN without samples, and counts what is not finite', () => {
    const m = histogramMoments(histogramOf([NaN, Infinity]));
    expect([m.count, m.nonFinite, m.mean]).to.deep.equal([0, 2, NaN]);
  });
});
