import { expect } from 'chai';
import { matMul } from '../../../../lib/kernels/calls/matMul.js';
import { tools } from '../tools.js';

describe('kernel matMul', () => {
  it('multiplies matrices less their zero points, B with rows and columns exchanged, one B for two of A', () => {
    const samples = { low: -129, high: 128 };
    const constants = {
      n: 1,
      inner: 2,
      m: 2,
      a: { transposed: false, matrices: Int32Array.of(0, 2), zeroPoint: 1, samples },
      b: { transposed: true, matrices: Int32Array.of(0, 0), zeroPoint: -1, samples },
      wide: false,
      requantization: { rule: 'none', low: -(2 ** 31), high: 2 ** 31 - 1 },
    } as const;
    const out = new Int32Array(4);
    // A less 1: (0, 1), (2, 3); B plus 1: columns (5, 6), (-2, 0)
    matMul(constants, [Int8Array.of(1, 2, 3, 4), Int8Array.of(4, 5, -3, -1)], [out], tools)();
    expect([...out]).to.deep.equal([6, 0, 10 + 18, -4]);
  });
});
