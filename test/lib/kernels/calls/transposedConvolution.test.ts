import { expect } from 'chai';
import { transposedConvolution } from '../../../../lib/kernels/calls/transposedConvolution.js';
import { rawSums, tools } from '../tools.js';

describe('kernel transposedConvolution', () => {
  it('spreads every sample over the taps, and cuts off what lies before', () => {
    const geometry = {
      plane: [1, 2, 1],
      kernel: [1, 3],
      stride: [1, 2],
      dilation: [1, 1],
      groups: 1,
    } as const;
    const x = Int8Array.of(1, 10);
    const whole = [1, 2, 3 + 10, 20, 30];
    for (const cut of [0, 2]) {
      const out = new Int32Array(5 - cut);
      const made = [1, out.length] as const;
      const constants = { ...rawSums([1, 2, 3], [0], 0), ...geometry, made, before: [0, cut] as const };
      transposedConvolution(constants, [x], [out], tools)();
      expect([...out]).to.deep.equal(whole.slice(cut));
    }
  });
});
