import { expect } from 'chai';
import { tflm } from '../../../../lib/network.js';
import { requantized } from '../../../../lib/ops/elementwise/requantized.js';
import { codes } from '../tfliteCases.js';

const layer = { type: 'mul', name: 'y', inputs: ['x', 'x'], activation: 'none' } as const;

describe('requantized', () => {
  it('holds one entry for all elements', () => {
    const output = { name: 'y', shape: [700], params: codes('int16', 1) };
    expect(requantized(layer, tflm, output, { scale: 0.5, bound: 2000, low: -32768, high: 300 })).to.deep.equal({
      rule: 'double',
      multiplier: Int32Array.of(2 ** 30),
      shift: Int32Array.of(0),
      zeroPoint: 0,
      low: -32768,
      high: 300,
    });
  });

  it('refuses a scale that could leave int32', () => {
    const output = { name: 'y', shape: [1], params: codes('int8', 1) };
    const scaling = { scale: 2 ** 20, bound: 2 ** 12, low: -128, high: 127 };
    expect(() => requantized(layer, tflm, output, scaling)).to.throw(Error, 'must stay within int32');
  });
});
