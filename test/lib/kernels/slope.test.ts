import { expect } from 'chai';
import { slope } from '../../../lib/kernels/slope.js';

describe('slope', () => {
  it('multiplies the negated number where the real one is negative', () => {
    const by = { rule: 'double', multiplier: 2 ** 30, shift: 2 } as const; // 2
    expect([3, -3].map(slope({ by, negative: true }))).to.deep.equal([-6, 6]);
    expect([3, -3].map(slope({ by, negative: false }))).to.deep.equal([6, -6]);
  });
});
