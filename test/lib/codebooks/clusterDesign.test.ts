import { expect } from 'chai';
import fc from 'fast-check';
import { clusterDesign, gaussianDensity, lloydMaxDesign } from '../../../lib/codebooks/index.js';
import { OptionRangeError } from '../../../lib/errors.js';
import { random } from '../../../lib/random.js';
import { clusterCost, everyCut } from './cuts.js';

const SEED = 20240710;

describe('clusterDesign', () => {
  it('puts levels at the means of what is apart, thresholds midway', () => {
    const { levels, thresholds, distortion, entropy } = clusterDesign({ samples: [9, 1, 5, 3, 9, 5, 11], levels: 3 });
    // {1, 3} {5, 5} {9, 9, 11}
    expect(levels).to.deep.equal([2, 5, 29 / 3]);
    expect(thresholds).to.deep.equal([3.5, (5 + 29 / 3) / 2]);
    expect(distortion).to.be.closeTo((1 + 1 + 4 / 9 + 4 / 9 + 16 / 9) / 7, 1e-15);
    expect(entropy).to.be.closeTo((4 / 7) * Math.log2(7 / 2) + (3 / 7) * Math.log2(7 / 3), 1e-15);
  });

  it('meets samples of few values exactly, bit for bit', () => {
    const samples = [0.1, -0, 1e-30, 0.1, 7, 0];
    expect(clusterDesign({ samples, levels: 16 })).to.deep.include({ levels: [0, 1e-30, 0.1, 7], distortion: 0 });
    expect(clusterDesign({ samples: [3, 3], levels: 2 })).to.deep.equal({
      levels: [3],
      thresholds: [],
      distortion: 0,
      entropy: 0,
    });
  });

  it('gives the one level 0 for no samples', () => {
    expect(clusterDesign({ samples: [], levels: 4 })).to.deep.equal({
      levels: [0],
      thresholds: [],
      distortion: 0,
      entropy: 0,
    });
  });

  it('costs no more than the best of all cuts, in any order of the samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (samples, levels) => {
          const { distortion } = clusterDesign({ samples, levels });
          const sorted = [...samples].sort((a, b) => a - b);
          const ones = sorted.map(() => 1);
          const counts = Array.from({ length: Math.min(levels, sorted.length) }, (_, k) => k + 1);
          const costs = counts
            .flatMap(count => everyCut(sorted.length, count))
            .map(cut => clusterCost(sorted, ones, cut));
          expect(distortion * samples.length).to.be.closeTo(Math.min(...costs), 1e-9);
          expect(clusterDesign({ samples: [...samples].reverse(), levels })).to.deep.equal(
            clusterDesign({ samples, levels }),
          );
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('comes near the levels of the density that the samples were drawn from', () => {
    // 200,000 distinct values: more than are solved exactly. Levels chosen after the fact fit the sample better than the
    // density's do, by less than the sampling error of the error itself: 5 standard errors sqrt(Var(e^2) / n)
    const r = random(SEED);
    const samples = Float64Array.from({ length: 200_000 }, () => r.normal());
    for (const levels of [4, 16]) {
      const design = clusterDesign({ samples, levels });
      const best = lloydMaxDesign({ levels, density: gaussianDensity });
      const squares = samples.map(x => Math.min(...best.levels.map(level => (x - level) ** 2)));
      const mean = squares.reduce((a, b) => a + b) / samples.length;
      const spread = Math.sqrt(squares.reduce((a, b) => a + (b - mean) ** 2, 0)) / samples.length;
      expect(design.distortion, `seed ${SEED}`).to.be.at.most(mean);
      expect(design.distortion, `seed ${SEED}`).to.be.closeTo(best.distortion, 5 * spread);
    }
  });

  it('is not misled by an outlier among many distinct values', () => {
    // 50,000 equally spaced in [0, 1) and one at 1e9, 5 levels: the outlier gets its own, the rest four equal quarters
    const samples = Float64Array.from({ length: 50_001 }, (_, i) => (i < 50_000 ? i / 50_000 : 1e9));
    const { levels } = clusterDesign({ samples, levels: 5 });
    [0.125, 0.375, 0.625, 0.875].forEach((level, k) => expect(levels[k]).to.be.closeTo(level, 1e-3));
    expect(levels[4]).to.equal(1e9);
  });

  it('refuses wrong options', () => {
    for (const levels of [0, 4097])
      expect(() => clusterDesign({ samples: [1], levels })).to.throw(OptionRangeError, /^clusterDesign: levels/);
    for (const x of [NaN, Infinity])
      expect(() => clusterDesign({ samples: [1, x], levels: 2 })).to.throw(
        OptionRangeError,
        new RegExp(`samples must be finite, got ${x}$`),
      );
  });
});
