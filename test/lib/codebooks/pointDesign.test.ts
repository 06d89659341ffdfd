import { expect } from 'chai';
import { pointDesign } from '../../../lib/codebooks/index.js';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { pointsOf, sketch } from '../../../lib/statistics/index.js';

describe('pointDesign', () => {
  it('finds the two means of two clusters, weighted', () => {
    const { levels, thresholds, distortion } = pointDesign({ values: [0, 1, 10], counts: [3, 1, 4] }, 2);
    expect(levels).to.deep.equal([0.25, 10]);
    expect(thresholds).to.deep.equal([5.125]);
    expect(distortion).to.be.closeTo((3 * 0.0625 + 0.5625) / 8, 1e-15);
  });

  it('designs from a calibration sketch what theory gives for the density: Gaussian, 4 and 16 levels', () => {
    const generator = random(23);
    const n = 2 ** 20;
    const accumulator = sketch();
    accumulator.push(frame(Float32Array.from({ length: n }, () => generator.normal())));
    const points = pointsOf(accumulator.value()[0]);
    // D of 2^20 samples: the standard error of a mean of e^2 is at most sqrt(3) D / 1024; cells add width^2 / 12 < 1e-5
    for (const [levels, distortion] of [
      [4, 0.117482],
      [16, 0.009501],
    ]) {
      const design = pointDesign(points, levels);
      expect(design.distortion, `${levels} levels`).to.be.closeTo(
        distortion,
        (4 * Math.sqrt(3) * distortion) / 1024 + 1e-5,
      );
    }
    expect(pointDesign(points, 4).levels[3]).to.be.closeTo(1.510418, 0.01);
  });

  it('gives every point a level where there are enough, and 0 where there is none', () => {
    expect(pointDesign({ values: [1, 2], counts: [1, 1] }, 5).levels).to.deep.equal([1, 2]);
    expect(pointDesign({ values: [], counts: [] }, 3).levels).to.deep.equal([0]);
    expect(() => pointDesign({ values: [1], counts: [1] }, 0)).to.throw(RangeError, 'pointDesign: count');
  });
});
