import { expect } from 'chai';
import { laneOf, LaneSums } from '../../../lib/meters/laneSums.js';

describe('LaneSums', () => {
  it('adds eight lanes by a fixed tree', () => {
    const sums = new LaneSums(2);
    sums.lanes.set([1e16, 1, -1e16, 1, 1, 1, 1, 1], 8);
    expect(sums.total(0)).to.equal(0);
    // ((1e16 + 1) + (-1e16 + 1)) + ((1 + 1) + (1 + 1)): 1 is lost beside 1e16, twice
    expect(sums.total(1)).to.equal(1e16 + 1 + (-1e16 + 1) + 4);
  });

  it('finds the lane of indices beyond 32 bits and below zero', () => {
    expect([0, 7, 8, 2 ** 40 + 3, -1, -8].map(laneOf)).to.deep.equal([0, 7, 0, 3, 7, 0]);
  });
});
