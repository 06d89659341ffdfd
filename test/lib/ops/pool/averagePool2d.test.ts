import { expect } from 'chai';
import {
  type AveragePool2d,
  averagePool2d,
  type AveragePool2dOptions,
  networkFromJson,
  networkToJson,
  sequential,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

type Plane = readonly [height: number, width: number, channels: number];

function run(input: Plane, data: readonly number[], options: AveragePool2dOptions): number[] {
  const [layer] = sequential({ name: 'n', input, layers: [averagePool2d(options)] }).layers;
  return [...runLayer({ ...(layer as AveragePool2d), inputs: ['input0'] }, [{ shape: input, data }]).data];
}

describe('averagePool2d', () => {
  it('agrees with onnxruntime and TensorFlow within float32 over sizes, strides and paddings, counted or not', () => {
    for (const recorded of oracleCases('averagePool2d')) expectOutput(recorded, 1e-6);
  });

  it('is the mean of each channel', () => {
    expect(run([2, 2, 2], [1, 10, 2, 20, 3, 30, 4, 40], { size: 2 })).to.deep.equal([2.5, 25]);
  });

  it('divides by the samples inside, or with countPadding by all of the window', () => {
    const options = { size: [1, 2], stride: 1, padding: [[0, 0], [1, 1]] } as const; // prettier-ignore
    expect(run([1, 2, 1], [2, 4], options)).to.deep.equal([2, 3, 4]);
    expect(run([1, 2, 1], [2, 4], { ...options, countPadding: true })).to.deep.equal([1, 3, 2]);
  });

  it('refuses a window wholly in the padding, and wrong options', () => {
    const padding = [
      [0, 2],
      [0, 0],
    ] as const;
    expect(() => run([1, 1, 1], [0], { size: 1, padding, countPadding: true, name: 'p' })).to.throw(
      Error,
      'network: layer "p": each window must hold a sample of the input, got only padding in window 2',
    );
    expect(() => averagePool2d({ size: 1, countPadding: 1 as never })).to.throw(
      TypeError,
      'averagePool2d: countPadding must be a boolean, got 1',
    );
  });

  it('survives JSON', () => {
    const layers = [averagePool2d({ size: 2, stride: [1, 2], padding: 'same', countPadding: true })];
    const network = sequential({ name: 'n', input: [5, 4, 2], layers });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
