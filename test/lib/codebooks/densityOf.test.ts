import { expect } from 'chai';
import { densityOf, type DensityOptions, gaussianDensity, laplacianDensity } from '../../../lib/codebooks/index.js';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';

describe('densityOf', () => {
  it('normalises', () => {
    const triangle = densityOf({ pdf: x => 7 * x, support: [0, 2] }); // x / 2 on [0, 2]
    expect(triangle.mass(-Infinity, Infinity)).to.be.closeTo(1, 1e-15);
    expect(triangle.mass(0, 1)).to.be.closeTo(1 / 4, 1e-15);
    expect(triangle.first(0, 2)).to.be.closeTo(4 / 3, 1e-15);
    expect(triangle.error(0, 2, 1)).to.be.closeTo(2 - 8 / 3 + 1, 1e-15); // E x^2 - 2 E x + 1
    expect([triangle.pdf(1), triangle.pdf(-0.1), triangle.pdf(2.1)]).to.deep.equal([0.5, 0, 0]);
  });

  it('agrees with closed forms', () => {
    const pairs = [
      [gaussianDensity, densityOf({ pdf: x => Math.exp((-x * x) / 2), support: [-12, 12] })],
      [laplacianDensity, densityOf({ pdf: x => Math.exp(-Math.SQRT2 * Math.abs(x)), support: [-50, 50], breaks: [0] })],
    ] as const;
    for (const [exact, numeric] of pairs) {
      for (const [a, b] of [
        [-1, 0.5],
        [0.1, 0.11],
        [3, Infinity],
        [-Infinity, -0.01],
        [6, 7],
      ]) {
        expect(numeric.mass(a, b)).to.be.closeTo(exact.mass(a, b), 2e-15);
        expect(numeric.first(a, b)).to.be.closeTo(exact.first(a, b), 2e-15);
        expect(numeric.error(a, b, 1.3)).to.be.closeTo(exact.error(a, b, 1.3), 1e-14);
      }
    }
  });

  it('integrates exactly across the breaks it is told of', () => {
    // 1 on [0, 1/3), 5 on [1/3, 1]: 1/3 and 10/3 of 11/3
    const steps = densityOf({ pdf: x => (x < 1 / 3 ? 1 : 5), support: [0, 1], breaks: [1 / 3] });
    expect(steps.mass(0, 1 / 3)).to.be.closeTo(1 / 11, 1e-15);
    expect(steps.mass(0.2, 0.4)).to.be.closeTo((0.4 / 3 + 1 / 3) / (11 / 3), 1e-15); // (1/3 - 0.2) + 5 (0.4 - 1/3)
    expect([steps.mass(2, 3), steps.mass(-1, 0), steps.mass(0.5, 0.5)]).to.deep.equal([0, 0, 0]);
  });

  it('refuses what is no density', () => {
    const wrong: readonly (readonly [DensityOptions, RegExp])[] = [
      [{ pdf: () => 1, support: [1, 1] }, /^densityOf: support must have low < high, got \[1, 1\]$/],
      [{ pdf: () => 1, support: [-Infinity, 1] }, /support must be a finite number/],
      [{ pdf: () => 0, support: [0, 1] }, /pdf must not be 0 on the whole support/],
      [{ pdf: x => x - 0.5, support: [0, 1] }, /pdf must be finite and not negative, got -0\.49/],
      [{ pdf: () => NaN, support: [0, 1] }, /pdf must be finite and not negative, got NaN/],
      [{ pdf: () => 1, support: [0, 1], breaks: [1] }, /breaks must be a number inside \(0, 1\), got 1$/],
    ];
    for (const [options, message] of wrong) expect(() => densityOf(options)).to.throw(OptionRangeError, message);
    expect(() => densityOf({ pdf: 'gauss' as never, support: [0, 1] })).to.throw(
      OptionTypeError,
      /pdf must be a function/,
    );
  });
});
