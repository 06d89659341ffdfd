import { expect } from 'chai';
import { dense } from '../../../../lib/kernels/calls/dense.js';
import { rawSums, tools } from '../tools.js';

describe('kernel dense', () => {
  it('is sum of w (x - zero point) + bias for every row, within the limits of the output', () => {
    const out = new Int32Array(4);
    // less the zero point 1: (4, -7) and (0, 1)
    const x = Int8Array.of(5, -6, 1, 2);
    dense(rawSums([1, 2, 3, -4], [10, -10], 1, [-12, 20]), [x], [out], tools)();
    expect([...out]).to.deep.equal([10 + 4 - 14, 20, 12, -12]); // 30 and -14 before the limits
  });
});
