import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { conv1d, type Conv1dOptions, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

function run(input: number[], x: number[], options: Conv1dOptions): number[] {
  const executor = executorOf(sequential({ name: 'n', input, layers: [conv1d(options)] }));
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(Float32Array.from(x), out);
  return [...out];
}

describe('conv1d', () => {
  it('equals onnxruntime and TensorFlow over strides, dilations, groups, paddings and batches', () => {
    for (const recorded of oracleCases('conv1d')) expectOutput(recorded, 0);
  });

  it('correlates along time: weights (out, kernel, in), no flip', () => {
    // time 4, 2 channels: (1, 10), (2, 20), (3, 30), (4, 40)
    const x = [1, 10, 2, 20, 3, 30, 4, 40];
    const weights = [1, 0, 0, 1, /* second filter: */ 0, 0, -1, 0];
    expect(run([4, 2], x, { filters: 2, kernel: 2, weights, bias: [0, 100] })).to.deep.equal([
      1 + 20,
      100 - 2,
      2 + 30,
      100 - 3,
      3 + 40,
      100 - 4,
    ]);
  });

  it('steps by its stride and spreads its taps by its dilation', () => {
    const x = [1, 2, 4, 8, 16, 32, 64];
    const two = { filters: 1, kernel: 2, weights: [1, 1] };
    expect(run([7, 1], x, { ...two, stride: 3 })).to.deep.equal([3, 24]);
    expect(run([7, 1], x, { ...two, dilation: 3 })).to.deep.equal([9, 18, 36, 72]);
    expect(run([7, 1], x, { ...two, dilation: 2, stride: 2 })).to.deep.equal([5, 20, 80]);
  });

  it('pads with zeros under same, the larger half behind', () => {
    const x = [1, 2, 4, 8];
    expect(run([4, 1], x, { filters: 1, kernel: 2, weights: [1, 10], padding: 'same' })).to.deep.equal([21, 42, 84, 8]);
    expect(run([4, 1], x, { filters: 1, kernel: 3, weights: [1, 10, 100], padding: 'same' })).to.deep.equal([
      210, 421, 842, 84,
    ]);
    // ceil(4 / 3) = 2 windows at 0 and 3 need 3 + 3 - 4 = 2 zeros: one before, one behind
    expect(run([4, 1], x, { filters: 1, kernel: 3, weights: [1, 10, 100], padding: 'same', stride: 3 })).to.deep.equal([
      210, 84,
    ]);
  });

  it('pads by margins, and cuts samples off by negative ones', () => {
    const two = { filters: 1, kernel: 2, weights: [1, 10] };
    expect(run([3, 1], [1, 2, 4], { ...two, padding: [1, 0] })).to.deep.equal([10, 21, 42]); // causal
    expect(run([3, 1], [1, 2, 4], { ...two, padding: [-1, 2] })).to.deep.equal([42, 4, 0]);
  });

  it('convolves groups of channels apart', () => {
    const x = [1, 10, 2, 20, 3, 30];
    // depthwise: each filter sees its own channel, two filters a channel
    const weights = [1, 1, /* */ 1, -1, /* */ 2, 0, /* */ 0, 2];
    expect(run([3, 2], x, { filters: 4, kernel: 2, groups: 2, weights })).to.deep.equal([
      3, -1, 20, 40, /* */ 5, -1, 40, 60,
    ]);
  });

  it('takes all axes before time as a batch', () => {
    const x = [1, 2, 3, 40, 50, 60];
    expect(run([2, 1, 3, 1], x, { filters: 1, kernel: 2, weights: [1, 1] })).to.deep.equal([3, 5, 90, 110]);
  });

  it('limits its output under an activation', () => {
    const limited = (activation: 'relu6' | 'relu1') =>
      run([3, 1], [9, 0.5, -9], { filters: 1, kernel: 1, weights: [1], activation });
    expect(limited('relu6')).to.deep.equal([6, 0.5, 0]);
    expect(limited('relu1')).to.deep.equal([1, 0.5, -1]);
  });

  it('clamps at 0 under relu', () => {
    expect(run([2, 1], [3, -3], { filters: 1, kernel: 1, weights: [1], activation: 'relu' })).to.deep.equal([3, 0]);
  });

  it('refuses a kernel longer than its input, and says which layer', () => {
    expect(() => run([3, 1], [0, 0, 0], { filters: 1, kernel: 2, dilation: 3, name: 'c' })).to.throw(
      Error,
      'network: layer "c": a window spans 4 samples, got an input of 3',
    );
    expect(() => run([3], [0, 0, 0], { filters: 1, kernel: 1 })).to.throw(
      Error,
      'the input must have shape (..., time, channels), got (3)',
    );
    expect(() => run([3, 4], [], { filters: 3, kernel: 1, groups: 2, name: 'c' })).to.throw(
      Error,
      'network: layer "c": groups must divide the channels of the input, 4, and of the output, 3, got 2',
    );
    expect(() => run([3, 1], [], { filters: 1, kernel: 3, padding: [1, -2], name: 'c' })).to.throw(
      Error,
      'network: layer "c": a window spans 3 samples, got an input of 2',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => conv1d({ filters: 1, kernel: 0 })).to.throw(RangeError, 'conv1d: kernel must be');
    expect(() => conv1d({ filters: 1, kernel: 1, stride: 1.5 })).to.throw(RangeError, 'conv1d: stride must be');
    expect(() => conv1d({ filters: 1, kernel: 1, padding: 'causal' as 'same' })).to.throw(
      RangeError,
      'conv1d: padding must be valid, same or [before, behind], got "causal"',
    );
    expect(() => conv1d({ filters: 1, kernel: 1, padding: [1, 0.5] })).to.throw(RangeError, 'conv1d: padding must be');
  });

  it('survives JSON', () => {
    const network = sequential({
      name: 'n',
      input: [9, 3],
      layers: [
        conv1d({ filters: 2, kernel: 3, stride: 2, dilation: 2, padding: 'same', activation: 'relu' }),
        conv1d({ filters: 4, kernel: 2, padding: [1, 0], groups: 2 }),
      ],
      seed: 3,
    });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
  });
});
