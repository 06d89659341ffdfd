import { expect } from 'chai';
import { percentileLevel } from '../../../lib/equalizers/index.js';

describe('percentileLevel', () => {
  it('takes the nearest rank of the magnitudes', () => {
    // ranks ceil(5 p / 100) = 1, 2, 2, 3, 5 of the magnitudes 15, 20, 35, 40, 50
    const x = Float32Array.of(35, -20, 15, -50, 40);
    const at = (percentile: number) => percentileLevel({ percentile }).of(x, 0, 5);
    expect([5, 30, 40, 50, 100].map(at)).to.deep.equal([15, 20, 20, 35, 50]);
  });

  it('shows samples that are not finite', () => {
    expect(percentileLevel().of(Float32Array.of(1, NaN, 2), 0, 3)).to.be.NaN;
    expect(percentileLevel().of(Float32Array.of(1, -Infinity, 2), 0, 3)).to.equal(Infinity);
  });

  it('refuses a percentile outside (0, 100]', () => {
    expect(() => percentileLevel({ percentile: 0 })).to.throw(RangeError, 'percentileLevel: percentile');
  });
});
