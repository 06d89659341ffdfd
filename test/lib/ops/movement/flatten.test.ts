import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { flatten, sequential } from '../../../../lib/network.js';

describe('flatten', () => {
  it('keeps the order: time outside, channels inside', () => {
    const executor = executorOf(sequential({ name: 'n', input: [3, 2], layers: [flatten()] }));
    const out = new Float32Array(6);
    executor.run(Float32Array.of(1, 2, 3, 4, 5, 6), out);
    expect(executor.outputs[0].shape).to.deep.equal([6]);
    expect([...out]).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });
});
