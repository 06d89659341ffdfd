import { expect } from 'chai';
import {
  convTranspose2d,
  type ConvTranspose2d,
  type ConvTranspose2dOptions,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
  summary,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function layerOf(input: Shape, options: ConvTranspose2dOptions): ConvTranspose2d {
  const [layer] = sequential({ name: 'n', input, layers: [convTranspose2d(options)] }).layers;
  return { ...(layer as ConvTranspose2d), inputs: ['input0'] };
}

describe('convTranspose2d', () => {
  it('equals onnxruntime and TensorFlow over strides, dilations, groups and crops', () => {
    for (const recorded of oracleCases('convTranspose2d')) expectOutput(recorded, 0);
  });

  it('adds the kernel of each sample at stride times its place', () => {
    const layer = layerOf([1, 3, 1], { filters: 1, kernel: [1, 3], stride: 2, weights: [1, 10, 100], bias: [0.5] });
    const { shape, data } = runLayer(layer, [{ shape: [1, 3, 1], data: [1, 2, 3] }]);
    expect(shape).to.deep.equal([1, 7, 1]);
    expect([...data]).to.deep.equal([1, 10, 100 + 2, 20, 200 + 3, 30, 300].map(y => y + 0.5));
  });

  it('cuts the edges off, or adds zeros with the bias on them', () => {
    const crop = [
      [0, -1],
      [1, -2],
    ] as const;
    const layer = layerOf([1, 2, 1], { filters: 1, kernel: [1, 2], weights: [1, 10], bias: [0.5], crop });
    const { shape, data } = runLayer(layer, [{ shape: [1, 2, 1], data: [1, 2] }]);
    expect(shape).to.deep.equal([2, 4, 1]);
    expect([...data]).to.deep.equal([12.5, 20.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('counts the products of every sample with its kernel, cropped or not', () => {
    const layers = [convTranspose2d({ filters: 6, kernel: [3, 2], stride: 2, groups: 2 })];
    expect(summary(sequential({ name: 'n', input: [5, 4, 4], layers })).macs).to.equal(5 * 4 * 4 * (3 * 2 * 3));
  });

  it('refuses what does not fit, and says which layer', () => {
    const wrong = (options: ConvTranspose2dOptions) => () => layerOf([2, 3, 2], { name: 't', ...options });
    expect(wrong({ filters: 3, kernel: 1, groups: 2 })).to.throw(
      Error,
      'network: layer "t": groups must divide the channels of the input, 2, and of the output, 3, got 2',
    );
    const crop = [
      [1, 0],
      [2, 1],
    ] as const;
    expect(wrong({ filters: 1, kernel: 1, crop })).to.throw(
      Error,
      'layer "t": crop must leave a sample of height and of width, got (1, 0)',
    );
    const layer = layerOf([2, 3, 2], { filters: 3, kernel: 2 });
    const input = { shape: [2, 3, 2], data: [] };
    expect(() => runLayer({ ...layer, crop: [[0, 0]] as never }, [input])).to.throw(
      Error,
      'crop must have margins of height and width, got 1',
    );
    expect(() => runLayer(layer, [{ shape: [2, 3, 4], data: [] }])).to.throw(
      Error,
      'weights must have shape (out, kernel height, kernel width, in / groups = 4), got (3, 2, 2, 2)',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => convTranspose2d({ filters: 1, kernel: 0 })).to.throw(RangeError, 'convTranspose2d: kernel must be');
    expect(() =>
      convTranspose2d({
        filters: 1,
        kernel: 1,
        crop: [
          [0, 0.5],
          [0, 0],
        ],
      }),
    ).to.throw(RangeError, 'convTranspose2d: crop must be');
  });

  it('survives JSON', () => {
    const crop = [
      [1, -1],
      [0, 2],
    ] as const;
    const layers = [convTranspose2d({ filters: 2, kernel: 3, stride: [2, 1], dilation: [1, 2], crop, groups: 2 })];
    const network = sequential({ name: 'n', input: [4, 5, 4], layers });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
  });
});
