import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { MaxPool2d } from '../../../../lib/network.js';
import { newCodes } from '../../../../lib/qparams.js';
import { codesIn, INT16, INT8 } from '../exactLayer.js';
import { oneLayer } from '../network.js';

const params = codesIn(INT8, [0.5], [4]);

function run(shape: number[], x: readonly number[], options: Partial<MaxPool2d>, p = params) {
  const layer = { stride: [1, 1], padding: 'valid', activation: 'none', ...options } as const;
  const executor = executorOf(oneLayer(shape, p, { ...layer, type: 'maxPool2d', params: p }));
  const out = newCodes(
    p,
    executor.outputs[0].shape.reduce((a, b) => a * b, 1),
  );
  const codes = newCodes(p, x.length);
  codes.set(x);
  executor.run(codes, out);
  return [...out];
}

describe('maxPool2d on codes', () => {
  it('is the largest code of each channel in each window of each plane', () => {
    // two planes of 2 x 2 samples of two channels
    const x = [1, -8, 2, -7, 3, -6, 0, -9, 11, 18, 12, 17, 13, 16, 10, 19];
    expect(run([2, 2, 2, 2], x, { size: [2, 2] })).to.deep.equal([3, -6, 13, 19]);
  });

  it('takes neither padding nor zero for a sample, down to the lowest code', () => {
    expect(run([1, 3, 1], [-128, -128, -127], { size: [1, 3], padding: 'same' })).to.deep.equal([-128, -127, -127]);
    const int16 = codesIn(INT16, [1], [0]);
    expect(run([1, 2, 1], [-32768, -32768], { size: [1, 2] }, int16)).to.deep.equal([-32768]);
  });

  it('keeps to the limits of its activation', () => {
    // zero is code 4, and 6 is code 4 + 12
    expect(run([3, 1, 1], [-50, 9, 50], { size: [1, 1], activation: 'relu6' })).to.deep.equal([4, 9, 16]);
  });
});
