import { expect } from 'chai';
import { densityOf, gaussianDensity, laplacianDensity, optimalStep } from '../../../lib/codebooks/index.js';
import { OptionRangeError } from '../../../lib/errors.js';
import { gaussianRows, laplacianRows } from './lloydMaxTable.js';

/** Half of the last printed digit, and a little for the printing of a value that lies on it. */
const printed = (decimals: number) => 0.5 * 10 ** -decimals * 1.02;

describe('optimalStep', () => {
  for (const [name, density, rows] of [
    ['Gaussian', gaussianDensity, gaussianRows],
    ['Laplacian', laplacianDensity, laplacianRows],
  ] as const) {
    it(`${name}: has the step, to 1e-4, and the error, to 1e-6, of N = 2 to 36, 64, 128 and 256`, () => {
      for (const { N, step, uniformD } of rows) {
        const best = optimalStep({ levels: N, density });
        expect(best.step, `step, N = ${N}`).to.be.closeTo(step, printed(4));
        expect(best.distortion, `D, N = ${N}`).to.be.closeTo(uniformD, printed(6));
      }
    });
  }

  it('spaces levels and thresholds equally around 0', () => {
    const { levels, thresholds, step } = optimalStep({ levels: 4, density: gaussianDensity });
    expect(levels).to.deep.equal([-1.5 * step, -0.5 * step, 0.5 * step, 1.5 * step]);
    expect(thresholds).to.deep.equal([-step, 0, step]);
  });

  it('fills a uniform density, b bits of entropy and all', () => {
    const { step, entropy } = optimalStep({ levels: 16, density: densityOf({ pdf: () => 1, support: [-1, 1] }) });
    expect(step).to.be.closeTo(1 / 8, 1e-12);
    expect(entropy).to.be.closeTo(4, 1e-10);
  });

  it('refuses wrong options', () => {
    for (const levels of [1, 65537, 2.5]) {
      expect(() => optimalStep({ levels, density: gaussianDensity })).to.throw(
        OptionRangeError,
        /^optimalStep: levels must be/,
      );
    }
  });
});
