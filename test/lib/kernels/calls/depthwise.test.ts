import { expect } from 'chai';
import { depthwise } from '../../../../lib/kernels/calls/depthwise.js';
import { rawSums, tools } from '../tools.js';

describe('kernel depthwise', () => {
  it('sums each channel by itself, whether or not two windows fit one number', () => {
    const geometry = {
      plane: [2, 2, 2],
      made: [1, 2],
      kernel: [2, 1],
      stride: [1, 1],
      dilation: [1, 1],
      before: [0, 0],
      groups: 2,
    } as const;
    const x = Int8Array.of(1, 10, 2, 20, 3, 30, 4, 40);
    // 2^25 is the most that half a number holds
    for (const big of [100, 2 ** 20]) {
      const out = new Int32Array(4);
      depthwise({ ...rawSums([1, big, 2, -1], [0, 5], 0), ...geometry }, [x], [out], tools)();
      expect([...out]).to.deep.equal([1 + 3 * big, 5 + 20 - 30, 2 + 4 * big, 5 + 40 - 40]);
    }
  });
});
