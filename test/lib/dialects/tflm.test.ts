import { expect } from 'chai';
import { type WantedRequantization, tflm } from '../../../lib/network.js';
import { exactMultiply } from '../ops/network.js';
import { expectExact, narrowOf, halfUpShift, quantized } from './exact.js';

const wanted: WantedRequantization = {
  use: 'dense',
  layer: 'head',
  scales: [0.5, 0.25],
  bounds: [1000, 1000],
  zeroPoint: -3,
  low: -128,
  high: 127,
};

function codes(request: WantedRequantization, ...acc: number[]): number[] {
  const out = new Int8Array(request.scales.length);
  narrowOf(tflm, request)(Int32Array.from(acc), out, 0);
  return [...out];
}

describe('tflm', () => {
  it('goes by its name', () => {
    expect(tflm.name).to.equal('tflm');
  });

  it('scales each channel by its own multiplier, adds the zero point and clamps', () => {
    expect(codes(wanted, 10, 10)).to.deep.equal([2, 0]); // 5 - 3; 2.5 -> 3, 3 - 3
    expect(codes(wanted, 900, -900)).to.deep.equal([127, -128]);
    expect(codes({ ...wanted, low: -3, high: 5 }, 900, -900)).to.deep.equal([5, -3]);
  });

  it('rounds twice: first the doubled high product, ties up, then the shift, ties away from zero', () => {
    // 1/4 is 2^30 * 2^(-1 - 31): -5 / 2 -> -2 (tie up), then -2 / 2 = -1; a single rounding of -1.25 says -1 too
    expect(codes({ ...wanted, scales: [0.25], bounds: [9] }, -5)).to.deep.equal([-4]);
    // -3: -3 / 2 -> -1 (tie up), then -1 / 2 -> -1 (tie away); a single rounding of -0.75 says -1
    expect(codes({ ...wanted, scales: [0.25], bounds: [9] }, -3)).to.deep.equal([-4]);
    // 1: 1 / 2 -> 1 (tie up), then 1 / 2 -> 1 (tie away), where a single rounding of 0.25 would say 0
    expect(codes({ ...wanted, scales: [0.25], bounds: [9] }, 1)).to.deep.equal([-2]);
  });

  it('equals exact arithmetic on 125,000 seeded accumulators', () => {
    expectExact({ dialect: tflm, use: 'sum', bits: 32, count: 125_000, seed: 1, exact: exactMultiply });
  });

  it('cuts the multiplier to 16 bits for accumulators of 48 bits: 125,000 seeded ones', () => {
    // TensorFlow Lite, MultiplyByQuantizedMultiplier(int64_t, ...)
    const exact = (acc: bigint, scale: number) => {
      const { multiplier, shift } = quantized(scale);
      const reduced = multiplier < 0x7fff0000n ? (multiplier + 0x8000n) >> 16n : 0x7fffn;
      return halfUpShift(acc * reduced, 15 - shift);
    };
    expectExact({ dialect: tflm, use: 'sum', bits: 48, count: 125_000, seed: 2, exact });
  });

  it('refuses a channel that could overflow its left shift, and names it', () => {
    const large = { ...wanted, scales: [0.5, 3], bounds: [1, 2 ** 29] };
    expect(() => narrowOf(tflm, large)).to.throw(
      Error,
      'network: layer "head": output channel 1 must stay within int32 after its left shift, got up to 536870912 * 2^2',
    );
    expect(() => narrowOf(tflm, { ...large, bounds: [1, 2 ** 29 - 1] })).not.to.throw();
  });
});
