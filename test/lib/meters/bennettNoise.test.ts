import { expect } from 'chai';
import { aCurve, muCurve } from '../../../lib/companding.js';
import { bennettNoise } from '../../../lib/meters/index.js';

/** Uniform density on [-1, 1]. */
const uniform = {
  values: Array.from({ length: 4096 }, (_, k) => (2 * k + 1) / 4096 - 1),
  counts: new Array<number>(4096).fill(1),
};

describe('bennettNoise', () => {
  it('is step^2 / 12 for a straight line of any height', () => {
    const noise = bennettNoise({ points: uniform, compress: x => 7 * x - 3, peak: 2, steps: 256 });
    expect(noise).to.be.closeTo((4 / 256) ** 2 / 12, 1e-12);
  });

  it('gives the closed mu-law integral of a uniform density, by the numeric slope and by the given one', () => {
    // (step^2 / 12) (ln(1 + mu) / mu)^2 E[(1 + mu |x|)^2], E = 1 + mu + mu^2 / 3
    const mu = 255;
    const exact = ((2 / 256) ** 2 / 12) * (Math.log1p(mu) / mu) ** 2 * (1 + mu + mu ** 2 / 3);
    const curve = muCurve(mu);
    const compress = (x: number) => curve.compress(x);
    const numeric = bennettNoise({ points: uniform, compress, peak: 1, steps: 256 });
    const derivative = (x: number) => 1 / curve.inverseSlope(x);
    expect(numeric / exact).to.be.closeTo(1, 1e-6);
    expect(bennettNoise({ points: uniform, compress, derivative, peak: 1, steps: 256 }) / exact).to.be.closeTo(1, 1e-6);
  });

  it('gives the A-law integral of a uniform density', () => {
    // 1 / c' = (1 + ln A) max(x, 1/A): E[(1 / c')^2] = (1 + ln A)^2 (A^-3 + (1 - A^-3) / 3)
    const A = 87.6;
    const exact = ((2 / 256) ** 2 / 12) * (1 + Math.log(A)) ** 2 * (A ** -3 + (1 - A ** -3) / 3);
    const curve = aCurve(A);
    const noise = bennettNoise({ points: uniform, compress: x => curve.compress(x), peak: 1, steps: 256 });
    expect(noise / exact).to.be.closeTo(1, 1e-4);
  });

  it('takes a curve on [-1, 1], and counts samples beyond the peak as if at it', () => {
    const compress = (x: number) => x ** 3 + 3 * x; // slope 3 at 0 and 6 at 1 of a height of 4
    const at = (x: number) =>
      bennettNoise({ points: { values: [x], counts: [1] }, compress, half: false, peak: 1, steps: 100 });
    const unit = 0.02 ** 2 / 12;
    expect(at(0) / unit).to.be.closeTo((4 / 3) ** 2, 1e-6);
    expect(at(-5) / unit).to.be.closeTo((4 / 6) ** 2, 1e-4);
  });

  it('refuses a curve that falls', () => {
    expect(() => bennettNoise({ points: uniform, compress: x => x * (1 - x), peak: 1, steps: 4 })).to.throw(
      RangeError,
      'rise',
    );
  });
});
