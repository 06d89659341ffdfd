import { expect } from 'chai';
import { laplacianDensity } from '../../../lib/codebooks/index.js';
import { integrals, simpson } from './moments.js';

describe('laplacianDensity', () => {
  it('has mass 1, mean 0 and variance 1', () => {
    const all = [-Infinity, Infinity] as const;
    expect(laplacianDensity.mass(...all)).to.equal(1);
    expect(laplacianDensity.first(...all)).to.equal(0);
    expect(laplacianDensity.error(...all, 0)).to.equal(1);
    expect(laplacianDensity.error(...all, 3)).to.equal(10);
  });

  it('falls to exp(-sqrt 2 x) / 2 beyond x', () => {
    for (const x of [0, 0.5, 2, 30]) {
      expect(laplacianDensity.mass(x, Infinity)).to.equal(Math.exp(-Math.SQRT2 * x) / 2);
      expect(laplacianDensity.mass(-Infinity, -x)).to.equal(laplacianDensity.mass(x, Infinity));
    }
  });

  it('integrates as Simpson does, corner or not', () => {
    for (const [a, b] of [
      [0, 2],
      [0.3, 0.31],
      [-7, -3],
      [-2, 0],
      [5, 20],
    ]) {
      // Simpson's rule in 20,000 parts misses by h^4 (b - a) f''''/180, below 1e-12 here
      for (const [mine, other] of integrals(laplacianDensity, a, b, 0.7)) expect(mine).to.be.closeTo(other, 1e-12);
    }
    expect(laplacianDensity.error(-1, 2, 0.5)).to.be.closeTo(
      simpson(x => (x - 0.5) ** 2 * laplacianDensity.pdf(x), -1, 0) +
        simpson(x => (x - 0.5) ** 2 * laplacianDensity.pdf(x), 0, 2),
      1e-12,
    );
  });

  it('has a support outside of which there is nothing', () => {
    const [low, high] = laplacianDensity.support;
    expect(laplacianDensity.mass(-Infinity, low) + laplacianDensity.mass(high, Infinity)).to.be.below(1e-30);
  });
});
