import { expect } from 'chai';
import fc from 'fast-check';
import { optimalClusters } from '../../../lib/codebooks/optimalClusters.js';
import { clusterCost, everyCut } from './cuts.js';

const SEED = 20240709;

describe('optimalClusters', () => {
  it('separates what is apart', () => {
    expect(Array.from(optimalClusters([1, 1.1, 5, 5.1, 5.2, 9], [1, 1, 1, 1, 1, 1], 3))).to.deep.equal([0, 2, 5]);
  });

  it('heeds weights', () => {
    // {0} {4, 6} costs 2 and {0, 4} {6} 8; where 4 and 6 weigh 100 and 0 weighs 0.01, the first costs 200, the second 0.16
    expect(Array.from(optimalClusters([0, 4, 6], [1, 1, 1], 2))).to.deep.equal([0, 1]);
    expect(Array.from(optimalClusters([0, 4, 6], [0.01, 100, 100], 2))).to.deep.equal([0, 2]);
  });

  it('costs no more than the best of all cuts, tried one by one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 9, maxLength: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (values, weights, wanted) => {
          const points = values.sort((a, b) => a - b);
          const count = Math.min(wanted, points.length);
          const starts = Array.from(optimalClusters(points, weights, count));
          expect(starts).to.have.length(count);
          const best = Math.min(...everyCut(points.length, count).map(cut => clusterCost(points, weights, cut)));
          expect(clusterCost(points, weights, starts)).to.be.at.most(best + 1e-9);
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });
});
