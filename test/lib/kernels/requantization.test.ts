import { expect } from 'chai';
import { condensed, type Requantization, requantizer } from '../../../lib/kernels/requantization.js';

const limits = { zeroPoint: 3, low: -128, high: 127 };

describe('condensed', () => {
  it('keeps one entry where all channels have the same, and all where they differ', () => {
    const fixed = (shift: readonly number[]): Requantization => ({
      rule: 'double',
      multiplier: Int32Array.of(2 ** 30, 2 ** 30),
      shift: Int32Array.from(shift),
      ...limits,
    });
    const real = (...scale: number[]): Requantization => ({
      rule: 'float32',
      scale: Float64Array.from(scale),
      ...limits,
    });
    const one = { rule: 'double', multiplier: Int32Array.of(2 ** 30), shift: Int32Array.of(-1), ...limits };
    expect(condensed(fixed([-1, -1]))).to.deep.equal(one);
    expect(condensed(fixed([-1, -2]))).to.deep.equal(fixed([-1, -2]));
    expect(condensed(real(0.5, 0.5, 0.5))).to.deep.equal(real(0.5));
    expect(condensed(real(0.5, 0.25))).to.deep.equal(real(0.5, 0.25));
    expect(condensed({ rule: 'none', low: 0, high: 9 })).to.deep.equal({ rule: 'none', low: 0, high: 9 });
  });
});

describe('requantizer', () => {
  it('takes one entry for all channels', () => {
    const out = new Int8Array(4);
    // 2^30 * 2^(-1 - 31) = 1/4
    const given = { multiplier: Int32Array.of(2 ** 30), shift: Int32Array.of(-1), ...limits };
    requantizer({ rule: 'double', ...given }, 3)(Int32Array.of(4, -8, 1000), out, 1);
    expect([...out]).to.deep.equal([0, 4, 1, 127]);
    requantizer({ rule: 'float64', scale: Float64Array.of(0.5), ...limits }, 2)(Int32Array.of(3, -3), out, 0);
    expect([...out]).to.deep.equal([5, 1, 1, 127]); // half away from zero
  });
});
