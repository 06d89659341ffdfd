import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import {
  averagePool1d,
  networkFromJson,
  networkToJson,
  type PoolOptions,
  sequential,
} from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

function run(input: number[], x: number[], options: PoolOptions): number[] {
  const executor = executorOf(sequential({ name: 'n', input, layers: [averagePool1d(options)] }));
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(Float32Array.from(x), out);
  return [...out];
}

describe('averagePool1d', () => {
  it('agrees with onnxruntime and TensorFlow within float32', () => {
    for (const recorded of oracleCases('averagePool1d')) expectOutput(recorded, 1e-6);
  });

  it('is the mean over time of each channel, windows side by side by default', () => {
    expect(run([4, 2], [1, 10, 3, 30, 5, 50, 7, 70], { size: 2 })).to.deep.equal([2, 20, 6, 60]);
  });

  it('steps by its stride', () => {
    expect(run([5, 1], [1, 2, 3, 4, 5], { size: 3, stride: 1 })).to.deep.equal([2, 3, 4]);
  });

  it('divides by the samples inside, not by the padding', () => {
    // same: 3 windows of 3 with stride 2 need 2 zeros, one before and one behind, which do not count
    expect(run([5, 1], [2, 4, 6, 8, 10], { size: 3, stride: 2, padding: 'same' })).to.deep.equal([3, 6, 9]);
  });

  it('pads by margins, over any batch', () => {
    const x = [2, 4, 6, 20, 40, 60];
    expect(run([2, 3, 1], x, { size: 2, stride: 1, padding: [1, 0] })).to.deep.equal([2, 3, 5, 20, 30, 50]);
    expect(run([2, 3, 1], x, { size: 2, stride: 1, padding: [-1, 0] })).to.deep.equal([5, 50]);
  });

  it('refuses a window wholly in the padding', () => {
    expect(() => run([3, 1], [], { size: 2, padding: [0, 2], stride: 3, name: 'p' })).to.throw(
      Error,
      'network: layer "p": each window must hold a sample of the input, got only padding in window 1',
    );
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [5, 2], layers: [averagePool1d({ size: 2, stride: 1 })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => averagePool1d({ size: 0 })).to.throw(RangeError, 'averagePool1d: size must be');
  });
});
