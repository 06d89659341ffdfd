import { expect } from 'chai';
import { convolution } from '../../../../lib/kernels/calls/convolution.js';
import { rawSums, tools } from '../tools.js';

describe('kernel convolution', () => {
  it('sums windows of every plane; padding counts as the zero point', () => {
    const out = new Int32Array(6);
    // less the zero point 3: (0, 1, 2, 3) and (3, 0, 0, 0), one zero before
    const x = Int8Array.of(3, 4, 5, 6, 6, 3, 3, 3);
    const geometry = {
      plane: [1, 4, 1],
      made: [1, 3],
      kernel: [1, 2],
      stride: [1, 2],
      dilation: [1, 1],
      before: [0, 1],
      groups: 1,
    } as const;
    convolution({ ...rawSums([2, 5], [7], 3), ...geometry }, [x], [out], tools)();
    expect([...out]).to.deep.equal([7, 7 + 2 + 10, 7 + 6, 7 + 15, 7, 7]);
  });

  it('keeps groups of channels apart, and leaves gaps between taps', () => {
    const out = new Int32Array(2);
    const x = Int8Array.of(1, 10, 2, 20, 3, 30);
    const geometry = {
      plane: [3, 1, 2],
      made: [1, 1],
      kernel: [2, 1],
      stride: [1, 1],
      dilation: [2, 1],
      before: [0, 0],
      groups: 2,
    } as const;
    convolution({ ...rawSums([1, 100, 3, -1], [0, 0], 0), ...geometry }, [x], [out], tools)();
    expect([...out]).to.deep.equal([1 + 300, 30 - 30]);
  });
});
