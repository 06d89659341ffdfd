import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { MaxPool1d } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { oneLayer } from '../network.js';

const params = affineParams({ scale: 0.5, zeroPoint: 4 });

function run(shape: number[], x: readonly number[], options: Pick<MaxPool1d, 'size' | 'stride' | 'padding'>) {
  const executor = executorOf(oneLayer(shape, params, { type: 'maxPool1d', params, ...options }));
  const out = new Int8Array(executor.outputs[0].shape[0] * executor.outputs[0].shape[1]);
  executor.run(Int8Array.from(x), out);
  return [...out];
}

describe('maxPool1d on int8', () => {
  it('is the largest code of each channel', () => {
    const x = [1, -10, 3, -30, 5, -50, 7, -70];
    expect(run([4, 2], x, { size: 2, stride: 2, padding: 'valid' })).to.deep.equal([3, -10, 7, -50]);
  });

  it('takes neither padding nor zero for a sample, down to the lowest code', () => {
    expect(run([2, 1], [-128, -128], { size: 3, stride: 1, padding: 'same' })).to.deep.equal([-128, -128]);
  });
});
