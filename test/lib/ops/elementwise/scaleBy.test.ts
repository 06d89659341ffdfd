import { expect } from 'chai';
import { multiplication } from '../../../../lib/kernels/multiplication.js';
import { single, tflm } from '../../../../lib/network.js';
import { scaleBy, slopeBy } from '../../../../lib/ops/elementwise/scaleBy.js';

const layer = { type: 'abs', name: 'y', inputs: ['x'] } as const;

describe('scaleBy', () => {
  it('multiplies in the dialect: 1/4 of -2 twice rounded, and once', () => {
    expect([2, -2, 6].map(multiplication(scaleBy(layer, tflm, 0.25, 6)))).to.deep.equal([1, -1, 2]);
    expect([2, -2, 6].map(multiplication(scaleBy(layer, single, 0.25, 6)))).to.deep.equal([1, 0, 2]);
  });

  it('refuses what could leave int32 behind the left shift', () => {
    expect(() => scaleBy(layer, tflm, 2 ** 15, 32768)).to.throw(
      Error,
      'network: layer "y": a scale must keep 32768 steps of the input within int32 steps of the output, got 32768',
    );
    expect(multiplication(scaleBy(layer, tflm, 2 ** 14, 32768))(-32768)).to.equal(-(2 ** 29));
  });
});

describe('slopeBy', () => {
  it('takes the sign apart', () => {
    const by = scaleBy(layer, tflm, 2, 3);
    expect([slopeBy(layer, tflm, -2, 3), slopeBy(layer, tflm, 2, 3)]).to.deep.equal([
      { by, negative: true },
      { by, negative: false },
    ]);
  });
});
