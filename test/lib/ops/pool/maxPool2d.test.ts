import { expect } from 'chai';
import {
  type MaxPool2d,
  maxPool2d,
  networkFromJson,
  networkToJson,
  type Pool2dOptions,
  sequential,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function run(input: readonly [number, number, number], data: readonly number[], options: Pool2dOptions): number[] {
  const [layer] = sequential({ name: 'n', input, layers: [maxPool2d(options)] }).layers;
  return [...runLayer({ ...(layer as MaxPool2d), inputs: ['input0'] }, [{ shape: input, data }]).data];
}

describe('maxPool2d', () => {
  it('equals onnxruntime and TensorFlow over sizes, strides and paddings', () => {
    for (const recorded of oracleCases('maxPool2d')) expectOutput(recorded, 0);
  });

  it('is the largest sample of each channel, windows side by side by default', () => {
    expect(run([2, 4, 1], [1, 2, 3, 4, 8, 7, 6, 5], { size: 2 })).to.deep.equal([8, 6]);
    expect(run([2, 2, 2], [1, -1, 2, -2, 3, -3, 4, -4], { size: [1, 2] })).to.deep.equal([2, -1, 4, -3]);
  });

  it('never takes the padding for a sample, lets NaN through, and keeps -Infinity', () => {
    expect(run([1, 3, 1], [-3, -2, -1], { size: 3, stride: 1, padding: 'same' })).to.deep.equal([-2, -1, -1]);
    expect(run([1, 2, 1], [NaN, 1], { size: [1, 2] })).to.deep.equal([NaN]);
    expect(run([1, 2, 1], [-Infinity, -Infinity], { size: [1, 2] })).to.deep.equal([-Infinity]);
  });

  it('refuses a window wholly in the padding, one larger than the input, and wrong options', () => {
    const padding = [
      [0, 0],
      [2, 0],
    ] as const;
    expect(() => run([1, 3, 1], [0, 0, 0], { size: [1, 2], padding, name: 'p' })).to.throw(
      Error,
      'network: layer "p": each window must hold a sample of the input, got only padding in window 0',
    );
    expect(() => run([1, 3, 1], [0, 0, 0], { size: 2, name: 'p' })).to.throw(
      Error,
      'layer "p": a window spans 2 samples, got an input of 1',
    );
    expect(() => maxPool2d({ size: [2, 0] })).to.throw(RangeError, 'maxPool2d: size must be');
    expect(() => maxPool2d({ size: 2, activation: 'tanh' as 'relu' })).to.throw(
      RangeError,
      'maxPool2d: activation must be one of none, relu, relu6, relu1; got "tanh"',
    );
  });

  it('survives JSON', () => {
    const layers = [maxPool2d({ size: [3, 2], stride: 1, padding: 'same', activation: 'relu1' })];
    const network = sequential({ name: 'n', input: [5, 4, 2], layers });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
