import { expect } from 'chai';
import { peakLevel } from '../../../lib/equalizers/index.js';

describe('peakLevel', () => {
  it('is the largest magnitude of the block, and NaN where a sample is', () => {
    const x = Float32Array.of(9, 1, -4, 2, NaN);
    expect(peakLevel().amplitude(peakLevel().of(x, 1, 4))).to.equal(4);
    expect(peakLevel().of(x, 1, 5)).to.be.NaN;
  });
});
