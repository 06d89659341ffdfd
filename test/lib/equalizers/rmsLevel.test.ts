import { expect } from 'chai';
import { rmsLevel } from '../../../lib/equalizers/index.js';

describe('rmsLevel', () => {
  it('measures the mean square and stands for its root', () => {
    const measure = rmsLevel().of(Float32Array.of(9, 1, -7), 1, 3);
    expect(measure).to.equal(25);
    expect(rmsLevel().amplitude(measure)).to.equal(5);
  });
});
