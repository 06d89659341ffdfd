import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { networkFromJson, networkToJson, sequential, softmax } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function run(input: number[], x: number[]): number[] {
  const out = new Float32Array(x.length);
  executorOf(sequential({ name: 'n', input, layers: [softmax()] })).run(Float32Array.from(x), out);
  return [...out];
}

describe('softmax', () => {
  it('is exp(x) / sum exp(x): 1/4, 1/4, 1/2 at 0, 0, ln 2', () => {
    run([3], [0, 0, Math.log(2)]).forEach((p, k) => expect(p).to.be.closeTo([0.25, 0.25, 0.5][k], 2 ** -24));
  });

  it('does not overflow where exp would', () => {
    expect(run([2], [1000, 1000])).to.deep.equal([0.5, 0.5]);
    expect(run([2], [-1e30, 1e30])).to.deep.equal([0, 1]);
  });

  it('works along the last axis', () => {
    expect(run([2, 2], [0, 0, 0, 200])).to.deep.equal([0.5, 0.5, 0, 1]);
  });

  it('agrees with ONNX Runtime and TensorFlow, also for beta that is not 1', () => {
    for (const c of oracleCases('softmax')) expectOutput(c, 1e-6);
  });

  it('does not overflow under a negative beta, either', () => {
    const layer = { type: 'softmax' as const, name: 'layer', inputs: ['input0'], beta: -2 };
    expect([...runLayer(layer, [{ shape: [2], data: [-1000, 1000] }]).data]).to.deep.equal([1, 0]);
  });

  it('makes NaN of a row with NaN in it, and of no other', () => {
    expect(run([2, 2], [NaN, 0, 0, 0])).to.deep.equal([NaN, NaN, 0.5, 0.5]);
    expect(run([1, 2], [0, NaN])).to.deep.equal([NaN, NaN]);
  });

  it('survives JSON with its beta', () => {
    const network = sequential({ name: 'n', input: [2], layers: [softmax({ beta: 0.5 })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
