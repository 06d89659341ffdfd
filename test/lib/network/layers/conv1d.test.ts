import { expect } from 'chai';
import {
  conv1d,
  type Conv1dOptions,
  networkFromJson,
  networkToJson,
  reference,
  sequential,
} from '../../../../lib/network/index.js';
import { elementsOf } from '../../../../lib/network/tensor.js';

function run(input: number[], x: number[], options: Conv1dOptions): number[] {
  const executor = reference(sequential({ name: 'n', input, layers: [conv1d(options)] }));
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(Float32Array.from(x), out);
  return [...out];
}

describe('conv1d', () => {
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
      'the input must have shape (time, channels), got (3)',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => conv1d({ filters: 1, kernel: 0 })).to.throw(RangeError, 'conv1d: kernel must be');
    expect(() => conv1d({ filters: 1, kernel: 1, stride: 1.5 })).to.throw(RangeError, 'conv1d: stride must be');
    expect(() => conv1d({ filters: 1, kernel: 1, padding: 'causal' as 'same' })).to.throw(
      RangeError,
      'conv1d: padding must be one of valid, same; got "causal"',
    );
  });

  it('survives JSON', () => {
    const network = sequential({
      name: 'n',
      input: [9, 3],
      layers: [conv1d({ filters: 2, kernel: 3, stride: 2, dilation: 2, padding: 'same', activation: 'relu' })],
      seed: 3,
    });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
  });
});
