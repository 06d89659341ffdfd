import { expect } from 'chai';
import { requantizer } from '../../../../lib/kernels/requantization.js';
import { functional } from '../../../../lib/ops/integerOp.js';
import { single, tflm } from '../../../../lib/network.js';
import { scaleBy } from '../../../../lib/ops/elementwise/scaleBy.js';

const layer = { type: 'abs', name: 'y', inputs: ['x'] } as const;

describe('scaleBy', () => {
  it('multiplies in the dialect: 1/4 of -2 twice rounded, and once', () => {
    expect([2, -2, 6].map(scaleBy(layer, functional(tflm, { requantizer }), 0.25, 6))).to.deep.equal([1, -1, 2]);
    expect([2, -2, 6].map(scaleBy(layer, functional(single, { requantizer }), 0.25, 6))).to.deep.equal([1, 0, 2]);
  });

  it('multiplies the negated number where the real one is negative', () => {
    expect([3, -3].map(scaleBy(layer, functional(tflm, { requantizer }), -2, 3))).to.deep.equal([-6, 6]);
  });

  it('refuses what could leave int32 behind the left shift', () => {
    expect(() => scaleBy(layer, functional(tflm, { requantizer }), 2 ** 15, 32768)).to.throw(
      Error,
      'network: layer "y": a scale must keep 32768 steps of the input within int32 steps of the output, got 32768',
    );
    expect(scaleBy(layer, functional(tflm, { requantizer }), 2 ** 14, 32768)(-32768)).to.equal(-(2 ** 29));
  });
});
