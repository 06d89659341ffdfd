import { expect } from 'chai';
import {
  type InstanceNormalization,
  instanceNormalization,
  type InstanceNormalizationOptions,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function layerOf(input: Shape, options: InstanceNormalizationOptions): InstanceNormalization {
  const [layer] = sequential({ name: 'n', input, layers: [instanceNormalization({ name: 'i', ...options })] }).layers;
  return { ...(layer as InstanceNormalization), inputs: ['input0'] };
}

describe('instanceNormalization', () => {
  it('agrees with onnxruntime within 1e-6 of the range at ranks 3 to 5', () => {
    for (const recorded of oracleCases('instanceNormalization')) expectOutput(recorded, 1e-6);
  });

  it('normalizes each channel of each batch entry by itself', () => {
    const layer = layerOf([2, 2, 2], { scale: [1, 2], bias: [0, 5], epsilon: 0 });
    const { data } = runLayer(layer, [{ shape: [2, 2, 2], data: [1, 10, 3, 30, 0, -4, -8, 4] }]);
    expect([...data]).to.deep.equal([-1, 3, 1, 7, 1, 3, -1, 7]);
  });

  it('refuses what does not fit, and wrong options', () => {
    expect(() => layerOf([4, 3], {})).to.throw(
      Error,
      'network: layer "i": the input must have shape (batch, ..., channels), got (4, 3)',
    );
    expect(() => runLayer(layerOf([1, 4, 3], {}), [{ shape: [1, 4, 2], data: [] }])).to.throw(
      Error,
      'scale must have shape (channels = 2), got (3)',
    );
    expect(() => instanceNormalization({ epsilon: -1 })).to.throw(RangeError, 'instanceNormalization: epsilon must be');
  });

  it('survives JSON', () => {
    const network = sequential({ name: 'n', input: [1, 3, 4], layers: [instanceNormalization()] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
