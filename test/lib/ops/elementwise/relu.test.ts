import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { relu, sequential } from '../../../../lib/network.js';

describe('relu', () => {
  it('is max(x, 0) in any shape, and lets NaN through', () => {
    const out = new Float32Array(4);
    executorOf(sequential({ name: 'n', input: [2, 2], layers: [relu()] })).run(Float32Array.of(-1, 2, NaN, -0.5), out);
    expect([...out]).to.deep.equal([0, 2, NaN, 0]);
  });
});
