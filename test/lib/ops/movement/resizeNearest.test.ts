import { expect } from 'chai';
import { networkFromJson, networkToJson, resizeNearest, sequential } from '../../../../lib/network.js';
import { runLayer } from '../tfliteCases.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('resizeNearest', () => {
  it('equals onnxruntime and TensorFlow in every convention', () => {
    for (const c of oracleCases('resizeNearest')) expectOutput(c, 0);
  });

  it('doubles images of codes', () => {
    const of = ['int8', 0.5, 3] as const;
    const layer = { type: 'resizeNearest', size: [2, 4], coordinates: 'asymmetric', rounding: 'floor' } as const;
    const image = { of, shape: [1, 1, 2, 1], x: [-5, 9] };
    expect(runLayer(layer, [image], of)).to.deep.equal([-5, -5, 9, 9, -5, -5, 9, 9]);
  });

  it('takes the first entry where corners align and there is one', () => {
    const of = ['int8', 0.5, 3] as const;
    const layer = { type: 'resizeNearest', size: [1, 1], coordinates: 'alignCorners', rounding: 'floor' } as const;
    expect(runLayer(layer, [{ of, shape: [1, 3, 1], x: [1, 2, 3] }], of)).to.deep.equal([1]);
  });

  it('takes one number for both sizes, and survives JSON', () => {
    const layers = [
      resizeNearest({ size: 4 }),
      resizeNearest({ size: [2, 3], coordinates: 'halfPixel', rounding: 'halfDown' }),
    ];
    const network = sequential({ name: 'n', input: [2, 2, 3], layers });
    expect(network.layers[0]).to.deep.include({ size: [4, 4], coordinates: 'halfPixelFloor', rounding: 'floor' });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what is no image, and wrong options', () => {
    const plan = resizeNearest({ size: 2, name: 'r' });
    expect(() => sequential({ name: 'n', input: [2, 2], layers: [plan] })).to.throw(
      Error,
      'network: layer "r": the input must have shape (..., height, width, channels), got (2, 2)',
    );
    expect(() => resizeNearest({ size: 0 })).to.throw(RangeError, 'resizeNearest: size must be');
    expect(() => resizeNearest({ size: 1, rounding: 'up' as 'ceil' })).to.throw(
      RangeError,
      'resizeNearest: rounding must be',
    );
  });
});
