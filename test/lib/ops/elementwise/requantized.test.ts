import { expect } from 'chai';
import { requantizer } from '../../../../lib/kernels/requantization.js';
import { functional } from '../../../../lib/ops/integerOp.js';
import { tflm } from '../../../../lib/network.js';
import { requantized } from '../../../../lib/ops/elementwise/requantized.js';
import { codes } from '../tfliteCases.js';

const layer = { type: 'mul', name: 'y', inputs: ['x', 'x'], activation: 'none' } as const;

describe('requantized', () => {
  it('makes every code from its own accumulator, in blocks that may overlap', () => {
    for (const length of [1, 255, 256, 257, 700]) {
      const out = new Int16Array(length);
      const output = { name: 'y', shape: [length], data: out, params: codes('int16', 1, 0) };
      const scaling = { scale: 0.5, bound: 2000, low: -32768, high: 300 };
      requantized(layer, functional(tflm, { requantizer }), output, scaling, (acc, at) => {
        for (let i = 0; i < acc.length; i++) acc[i] = 2 * (at + i);
      })();
      expect([...out]).to.deep.equal(Array.from({ length }, (_, k) => Math.min(k, 300)));
    }
  });

  it('refuses a scale that could leave int32', () => {
    const output = { name: 'y', shape: [1], data: new Int8Array(1), params: codes('int8', 1) };
    const scaling = { scale: 2 ** 20, bound: 2 ** 12, low: -128, high: 127 };
    expect(() => requantized(layer, functional(tflm, { requantizer }), output, scaling, () => {})).to.throw(
      Error,
      'must stay within int32',
    );
  });
});
