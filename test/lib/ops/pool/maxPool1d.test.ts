import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { maxPool1d, networkFromJson, networkToJson, type PoolOptions, sequential } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

function run(input: number[], x: number[], options: PoolOptions): number[] {
  const executor = executorOf(sequential({ name: 'n', input, layers: [maxPool1d(options)] }));
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(Float32Array.from(x), out);
  return [...out];
}

describe('maxPool1d', () => {
  it('equals onnxruntime and TensorFlow', () => {
    for (const recorded of oracleCases('maxPool1d')) expectOutput(recorded, 0);
  });

  it('is the largest sample over time of each channel', () => {
    expect(run([4, 2], [1, -10, 3, -30, 5, -50, 7, -70], { size: 2 })).to.deep.equal([3, -10, 7, -50]);
  });

  it('never takes the padding for a sample', () => {
    expect(run([3, 1], [-3, -2, -1], { size: 3, stride: 1, padding: 'same' })).to.deep.equal([-2, -1, -1]);
  });

  it('lets NaN through', () => {
    expect(run([2, 1], [NaN, 1], { size: 2 })).to.deep.equal([NaN]);
  });

  it('pads by margins, over any batch', () => {
    const x = [-2, -4, -6, 20, 60, 40];
    expect(run([2, 3, 1], x, { size: 2, stride: 1, padding: [1, 0] })).to.deep.equal([-2, -2, -4, 20, 60, 60]);
    expect(run([2, 3, 1], x, { size: 2, stride: 1, padding: [0, -1] })).to.deep.equal([-2, 60]);
  });

  it('refuses a window wholly in the padding', () => {
    expect(() => run([3, 1], [], { size: 2, padding: [0, 2], stride: 3, name: 'p' })).to.throw(
      Error,
      'network: layer "p": each window must hold a sample of the input, got only padding in window 1',
    );
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [5, 2], layers: [maxPool1d({ size: 2, padding: 'same' })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => maxPool1d({ size: 2, stride: 0 })).to.throw(RangeError, 'maxPool1d: stride must be');
  });
});
