import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { flatten, sequential } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { oneLayer } from '../network.js';

describe('flatten', () => {
  it('keeps the order: time outside, channels inside', () => {
    const executor = executorOf(sequential({ name: 'n', input: [3, 2], layers: [flatten()] }));
    const out = new Float32Array(6);
    executor.run(Float32Array.of(1, 2, 3, 4, 5, 6), out);
    expect(executor.outputs[0].shape).to.deep.equal([6]);
    expect([...out]).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });
});

describe('flatten on int8', () => {
  it('keeps codes and their order', () => {
    const params = affineParams({ scale: 0.5, zeroPoint: 4 });
    const executor = executorOf(oneLayer([2, 2], params, { type: 'flatten', params }));
    const out = new Int8Array(4);
    executor.run(Int8Array.of(-128, 127, 0, 5), out);
    expect(executor.outputs[0].shape).to.deep.equal([4]);
    expect([...out]).to.deep.equal([-128, 127, 0, 5]);
  });
});
