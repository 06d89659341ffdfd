import { expect } from 'chai';
import { offsets } from '../../../lib/kernels/offsets.js';

describe('offsets', () => {
  it('counts on in row-major order for the strides of the grid itself', () => {
    expect([...offsets([2, 3], [3, 1])]).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('walks columns, and repeats where a stride is 0', () => {
    expect([...offsets([3, 2], [1, 3])]).to.deep.equal([0, 3, 1, 4, 2, 5]);
    expect([...offsets([2, 2, 2], [2, 0, 1])]).to.deep.equal([0, 1, 0, 1, 2, 3, 2, 3]);
  });

  it('is one place for a grid without axes', () => {
    expect([...offsets([], [])]).to.deep.equal([0]);
  });
});
