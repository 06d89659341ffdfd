import { expect } from 'chai';
import { batchToSpace, spaceToBatch } from '../../../lib/rewrite/blocks.js';

describe('spaceToBatch', () => {
  it('brings the numbers of the axes in the order of tf.space_to_batch_nd', () => {
    // the steps that its documentation lists, for (batch, 4, 6, channels) in blocks (2, 3)
    expect(spaceToBatch([5, 4, 6, 7], [2, 3])).to.deep.equal({
      apart: [5, 2, 2, 2, 3, 7],
      permutation: [2, 4, 0, 1, 3, 5],
      shape: [30, 2, 2, 7],
    });
  });
});

describe('batchToSpace', () => {
  it('is the way back', () => {
    expect(batchToSpace([30, 2, 2, 7], [2, 3])).to.deep.equal({
      apart: [2, 3, 5, 2, 2, 7],
      permutation: [2, 3, 0, 4, 1, 5],
      shape: [5, 4, 6, 7],
    });
  });
});
