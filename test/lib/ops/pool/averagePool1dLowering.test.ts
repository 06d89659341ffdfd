import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { AveragePool1d } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { random } from '../../../../lib/random.js';
import { oneLayer } from '../network.js';

const params = affineParams({ scale: 0.5, zeroPoint: 4 });

function run(shape: number[], x: readonly number[], options: Pick<AveragePool1d, 'size' | 'stride' | 'padding'>) {
  const executor = executorOf(oneLayer(shape, params, { type: 'averagePool1d', params, ...options }));
  const out = new Int8Array(executor.outputs[0].shape[0] * executor.outputs[0].shape[1]);
  executor.run(Int8Array.from(x), out);
  return [...out];
}

describe('averagePool1d on int8', () => {
  it('rounds ties away from zero code, on either side', () => {
    const pairs = [1, 2, -1, -2, 1, 0, -1, 0];
    expect(run([8, 1], pairs, { size: 2, stride: 2, padding: 'valid' })).to.deep.equal([2, -2, 1, -1]);
  });

  it('equals exact rational arithmetic for every sum and every count to 9', () => {
    const generator = random(3);
    for (let size = 1; size <= 9; size++) {
      for (let k = 0; k < 200; k++) {
        const x = Array.from({ length: size }, () => (generator.bits() % 256) - 128);
        const sum = x.reduce((a, b) => a + b, 0);
        // round half away of sum / size: floor((2 |sum| + size) / (2 size)); for odd sizes there are no ties
        const magnitude = Number((2n * BigInt(Math.abs(sum)) + BigInt(size)) / (2n * BigInt(size)));
        const wanted = sum < 0 ? 0 - magnitude : magnitude;
        expect(run([size, 1], x, { size, stride: 1, padding: 'valid' }), x.join()).to.deep.equal([wanted]);
      }
    }
  });

  it('counts the samples inside only', () => {
    expect(run([5, 1], [2, 4, 6, 8, 10], { size: 3, stride: 2, padding: 'same' })).to.deep.equal([3, 6, 9]);
  });
});
