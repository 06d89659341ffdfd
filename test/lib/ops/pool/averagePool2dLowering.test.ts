import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { AveragePool2d } from '../../../../lib/network.js';
import { newCodes } from '../../../../lib/qparams.js';
import { codesIn, INT16, INT8, UINT8 } from '../exactLayer.js';
import { oneLayer } from '../network.js';

const params = codesIn(INT8, [0.5], [4]);

function run(shape: number[], x: readonly number[], options: Partial<AveragePool2d>, p = params) {
  const layer = { stride: [1, 1], padding: 'valid', countPadding: false, activation: 'none', ...options } as const;
  const executor = executorOf(oneLayer(shape, p, { ...layer, type: 'averagePool2d', params: p }));
  const out = newCodes(
    p,
    executor.outputs[0].shape.reduce((a, b) => a * b, 1),
  );
  const codes = newCodes(p, x.length);
  codes.set(x);
  executor.run(codes, out);
  return [...out];
}

describe('averagePool2d on codes', () => {
  it('rounds ties away from zero code, batch by batch and channel by channel', () => {
    // (batch, height, width, channels) = (2, 1, 2, 2): means 1.5, -1.5, 0.5, -0.5
    const x = [1, -1, 2, -2, 0, 0, 1, -1];
    expect(run([2, 1, 2, 2], x, { size: [1, 2] })).to.deep.equal([2, -2, 1, -1]);
  });

  it('counts the samples inside only, in both directions', () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    // the corners hold 4 samples, the sides 6, the middle 9: 12 / 4 = 3, 21 / 6 = 3.5, 16 / 4 = 4, ...
    expect(run([3, 3, 1], x, { size: [3, 3], padding: 'same' })).to.deep.equal([3, 4, 4, 5, 5, 6, 6, 7, 7]);
  });

  it('keeps to the limits of its activation', () => {
    // zero is code 4, and 6 is code 4 + 12
    const x = [-50, 3, 9, 50];
    expect(run([4, 1, 1], x, { size: [1, 1], activation: 'relu' })).to.deep.equal([4, 4, 9, 50]);
    expect(run([4, 1, 1], x, { size: [1, 1], activation: 'relu6' })).to.deep.equal([4, 4, 9, 16]);
    expect(run([4, 1, 1], x, { size: [1, 1], activation: 'relu1' })).to.deep.equal([2, 3, 6, 6]);
  });

  it('takes uint8 and int16', () => {
    expect(run([2, 1, 1], [255, 254], { size: [2, 1] }, codesIn(UINT8, [1], [0]))).to.deep.equal([255]);
    expect(run([2, 1, 1], [-32768, -32767], { size: [2, 1] }, codesIn(INT16, [1], [0]))).to.deep.equal([-32768]);
  });

  it('refuses padding that counts, where windows reach into it', () => {
    const counting = {
      size: [2, 2],
      padding: [
        [1, 0],
        [0, 0],
      ],
      countPadding: true,
    } as const;
    expect(() => run([2, 2, 1], [1, 2, 3, 4], counting)).to.throw(
      Error,
      'layer "y": padding that counts in a mean of codes must be an explicit pad layer before it',
    );
    expect(run([2, 2, 1], [1, 2, 3, 4], { size: [2, 2], countPadding: true })).to.deep.equal([3]);
  });
});
