import { expect } from 'chai';
import {
  conv2d,
  type Conv2d,
  type Conv2dOptions,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
  summary,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function layerOf(input: Shape, options: Conv2dOptions): Conv2d {
  return { ...(sequential({ name: 'n', input, layers: [conv2d(options)] }).layers[0] as Conv2d), inputs: ['input0'] };
}

describe('conv2d', () => {
  it('equals onnxruntime and TensorFlow over strides, dilations, groups, paddings and depths', () => {
    for (const recorded of oracleCases('conv2d')) expectOutput(recorded, 0);
  });

  it('correlates rows and columns: weights (out, kernel height, kernel width, in), no flip', () => {
    const layer = layerOf([2, 3, 1], { filters: 1, kernel: [2, 2], weights: [1, 10, 100, 1000], bias: [0.5] });
    const { shape, data } = runLayer(layer, [{ shape: [2, 3, 1], data: [1, 2, 3, 4, 5, 6] }]);
    expect(shape).to.deep.equal([1, 2, 1]);
    expect([...data]).to.deep.equal([1 + 20 + 400 + 5000 + 0.5, 2 + 30 + 500 + 6000 + 0.5]);
  });

  it('takes all axes before height as a batch', () => {
    const layer = layerOf([2, 2, 1], { filters: 1, kernel: 2, weights: [1, 2, 3, 4] });
    const { shape, data } = runLayer(layer, [{ shape: [1, 2, 1, 2, 2, 1], data: [1, 1, 1, 1, 2, 0, 0, 1] }]);
    expect(shape).to.deep.equal([1, 2, 1, 1, 1, 1]);
    expect([...data]).to.deep.equal([10, 6]);
  });

  it('cuts off samples under negative margins', () => {
    const margins = [
      [-1, 0],
      [1, -2],
    ] as const;
    const layer = layerOf([3, 4, 1], { filters: 1, kernel: [1, 2], weights: [1, 10], padding: margins });
    const { shape, data } = runLayer(layer, [{ shape: [3, 4, 1], data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }]);
    // rows 1 and 2, a zero before their first two columns: (0, 5, 6), (0, 9, 10)
    expect(shape).to.deep.equal([2, 2, 1]);
    expect([...data]).to.deep.equal([50, 65, 90, 109]);
  });

  it('decodes weights that are codes, one scale for each output channel', () => {
    const layer = layerOf([1, 1, 2], { filters: 2, kernel: 1 });
    const weights = {
      shape: [2, 1, 1, 2],
      data: Int8Array.of(10, -4, 3, 100),
      params: {
        kind: 'affine' as const,
        bits: 8,
        qmin: -128,
        qmax: 127,
        scale: [0.5, 0.25],
        zeroPoint: [0, 4],
      },
    };
    const { data } = runLayer({ ...layer, weights }, [{ shape: [1, 1, 2], data: [1, 10] }]);
    expect([...data]).to.deep.equal([5 - 20, -0.25 + 240]);
  });

  it('counts the products of windows with their taps, of a group only', () => {
    const network = sequential({
      name: 'n',
      input: [5, 6, 4],
      layers: [conv2d({ filters: 8, kernel: [3, 2], groups: 2 })],
    });
    expect(summary(network).macs).to.equal(3 * 5 * 8 * (3 * 2 * 2));
  });

  it('refuses what does not fit, and says which layer', () => {
    const wrong = (input: Shape, options: Conv2dOptions) => () => layerOf(input, { name: 'c', ...options });
    expect(wrong([5, 5, 3], { filters: 4, kernel: 1, groups: 2 })).to.throw(
      Error,
      'network: layer "c": groups must divide the channels of the input, 3, and of the output, 4, got 2',
    );
    expect(wrong([5, 5], { filters: 1, kernel: 1 })).to.throw(
      Error,
      'the input must have shape (..., height, width, channels), got (5, 5)',
    );
    expect(wrong([3, 5, 1], { filters: 1, kernel: 2, dilation: [3, 1] })).to.throw(
      Error,
      'layer "c": a window spans 4 samples, got an input of 3',
    );
    const layer = layerOf([4, 4, 2], { filters: 3, kernel: 2 });
    expect(() => runLayer(layer, [{ shape: [4, 4, 1], data: [] }])).to.throw(
      Error,
      'weights must have shape (out, kernel height, kernel width, in / groups = 1), got (3, 2, 2, 2)',
    );
    const bias = { shape: [2], data: new Float32Array(2) };
    expect(() => runLayer({ ...layer, bias }, [{ shape: [4, 4, 2], data: [] }])).to.throw(
      Error,
      'bias must have shape (out = 3), got (2)',
    );
    const weights = { shape: [], data: Float32Array.of(1) };
    expect(() => runLayer({ ...layer, weights }, [{ shape: [4, 4, 2], data: [] }])).to.throw(Error, 'got ()');
  });

  it('refuses wrong options at the call', () => {
    expect(() => conv2d({ filters: 0, kernel: 1 })).to.throw(RangeError, 'conv2d: filters must be');
    expect(() => conv2d({ filters: 1, kernel: [3, 0] })).to.throw(RangeError, 'conv2d: kernel must be');
    expect(() => conv2d({ filters: 1, kernel: [3] as never })).to.throw(
      RangeError,
      'conv2d: kernel must be a number or a pair, got an array of 1',
    );
    expect(() => conv2d({ filters: 1, kernel: 1, stride: 0 })).to.throw(RangeError, 'conv2d: stride must be');
    expect(() => conv2d({ filters: 1, kernel: 1, padding: [1, 1] as never })).to.throw(
      RangeError,
      'conv2d: padding must be valid, same or margins of height and width, got 1',
    );
  });

  it('survives JSON', () => {
    const padding = [
      [1, 2],
      [0, -1],
    ] as const;
    const options = { filters: 2, kernel: [3, 2], stride: [2, 1], dilation: 2, groups: 2 } as const;
    const layers = [conv2d({ ...options, padding, activation: 'relu6' }), conv2d({ filters: 1, kernel: 1 })];
    const network = sequential({ name: 'n', input: [9, 8, 4], layers, seed: 3 });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
  });
});
