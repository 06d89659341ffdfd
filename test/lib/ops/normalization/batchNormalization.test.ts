import { expect } from 'chai';
import {
  type BatchNormalization,
  batchNormalization,
  networkFromJson,
  networkToJson,
  sequential,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const two = { scale: [2, 3], bias: [1, -1], mean: [10, 20], variance: [4, 9], epsilon: 0 };

describe('batchNormalization', () => {
  it('agrees with onnxruntime and TensorFlow within float32 at any rank', () => {
    for (const recorded of oracleCases('batchNormalization')) expectOutput(recorded, 1e-6);
  });

  it('is (x - mean) / sqrt(variance + epsilon) * scale + bias for each channel', () => {
    const [layer] = sequential({ name: 'n', input: [2, 2], layers: [batchNormalization(two)] }).layers;
    const inputs = [{ shape: [2, 2], data: [10, 20, 14, 26] }];
    const { data } = runLayer({ ...(layer as BatchNormalization), inputs: ['input0'] }, inputs);
    expect([...data]).to.deep.equal([1, -1, 5, 5]);
  });

  it('is nearly the identity without options', () => {
    const [layer] = sequential({ name: 'n', input: [1, 3], layers: [batchNormalization({ epsilon: 0 })] }).layers;
    const inputs = [{ shape: [1, 3], data: [1, -2, 3] }];
    const { data } = runLayer({ ...(layer as BatchNormalization), inputs: ['input0'] }, inputs);
    expect([...data]).to.deep.equal([1, -2, 3]);
  });

  it('refuses what does not fit, and wrong options', () => {
    const build = (options: object) => () =>
      sequential({ name: 'n', input: [4, 2], layers: [batchNormalization({ ...two, name: 'b', ...options })] });
    expect(build({ variance: [1, 0] })).to.throw(
      Error,
      'network: layer "b": variance + epsilon must be above 0, got 0',
    );
    expect(build({ mean: [1] })).to.throw(RangeError, 'batchNormalization: mean must hold 2 = 2 numbers, got 1');
    expect(build({ epsilon: -1 })).to.throw(RangeError, 'batchNormalization: epsilon must be');
    const [layer] = sequential({ name: 'n', input: [4, 2], layers: [batchNormalization(two)] }).layers;
    expect(() => runLayer({ ...layer, inputs: ['input0'] }, [{ shape: [4, 3], data: [] }])).to.throw(
      Error,
      'scale must have shape (channels = 3), got (2)',
    );
  });

  it('survives JSON', () => {
    const network = sequential({ name: 'n', input: [4, 2], layers: [batchNormalization(two)] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
