import { expect } from 'chai';
import { multiplication } from '../../../lib/kernels/multiplication.js';
import { single } from '../../../lib/network.js';
import { expectExact, narrowOf, wideOf, halfUpShift, quantized } from './exact.js';

/** TensorFlow Lite, MultiplyByQuantizedMultiplier with TFLITE_SINGLE_ROUNDING. */
function roundedOnce(acc: bigint, scale: number): bigint {
  const { multiplier, shift } = quantized(scale);
  return halfUpShift(acc * multiplier, 31 - shift);
}

/** The same of an int64. */
function roundedWide(acc: bigint, scale: number): bigint {
  const { multiplier, shift } = quantized(scale);
  const reduced = multiplier < 0x7fff0000n ? (multiplier + 0x8000n) >> 16n : 0x7fffn;
  return halfUpShift(acc * reduced, 15 - shift);
}

describe('single', () => {
  it('goes by its name', () => {
    expect(single.name).to.equal('single');
  });

  it('rounds once where the other dialects of fixed point round twice', () => {
    const requantize = narrowOf(single, {
      use: 'dense',
      layer: 'head',
      scales: [0.25, 0.25, 0.25, 0.5],
      bounds: [9, 9, 9, 9],
      zeroPoint: -3,
      low: -128,
      high: 127,
    });
    const out = new Int8Array(4);
    requantize(Int32Array.of(1, -5, 6, -1), out, 0);
    expect([...out]).to.deep.equal([-3, -4, -1, -3]); // 0.25 -> 0, -1.25 -> -1, a tie 1.5 -> 2, a tie -0.5 -> 0
  });

  it('equals exact arithmetic on 125,000 seeded accumulators', () => {
    expectExact({ dialect: single, use: 'sum', bits: 32, count: 125_000, seed: 11, exact: roundedOnce });
  });

  it('equals exact arithmetic on 60,000 seeded accumulators of 48 bits', () => {
    expectExact({ dialect: single, use: 'sum', bits: 48, count: 60_000, seed: 12, exact: roundedWide });
  });

  it('scales single numbers by the same rule', () => {
    const half = multiplication(single.multiplication(0.5));
    expect([-3, -1, 0, 1, 3].map(half)).to.deep.equal([-1, 0, 0, 1, 2]);
    expect(multiplication(single.multiplication(0))(1000)).to.equal(0);
  });

  it('refuses a channel that could leave int32, and names it', () => {
    const large = {
      use: 'dense',
      layer: 'head',
      scales: [3],
      bounds: [2 ** 29],
      zeroPoint: 0,
      low: 0,
      high: 1,
    } as const;
    expect(() => narrowOf(single, large)).to.throw('layer "head": output channel 0 must stay within int32');
    expect(() => wideOf(single, { ...large, scales: [0.1], bounds: [2 ** 47] })).to.throw(
      'layer "head": the accumulator of output channel 0 must fit 48 bits, got up to 140737488355328',
    );
  });
});
