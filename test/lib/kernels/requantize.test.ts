import { expect } from 'chai';
import { requantizeDouble, requantizeSingle, requantizeWide } from '../../../lib/kernels/requantize.js';
import { random } from '../../../lib/random.js';

const SEED = 77;

/** Doubled high product with its C nudge, then half away from zero, then the zero point and the clamp. */
function exact(acc: number, multiplier: number, shift: number, zeroPoint: number, low: number, high: number): number {
  const product = (BigInt(acc) << BigInt(Math.max(shift, 0))) * BigInt(multiplier);
  const y = (product + (product >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
  const right = BigInt(Math.max(-shift, 0));
  const quotient = (2n * (y < 0n ? -y : y) + (1n << right)) >> (right + 1n);
  return Math.min(Math.max(Number(y < 0n ? -quotient : quotient) + zeroPoint, low), high);
}

describe('requantizeDouble', () => {
  it('equals BigInt on 100,000 seeded accumulators, shifts from -31 to 8', () => {
    const generator = random(SEED);
    const channels = 1000;
    for (let block = 0; block < 100; block++) {
      const shift = new Int32Array(channels).map((_, c) => -31 + ((block + c) % 40));
      const multiplier = new Int32Array(channels).map(() => 2 ** 30 + (generator.bits() >>> 2));
      // what stays within int32 after its left shift, small and large
      const acc = new Int32Array(channels).map((_, c) => (generator.bits() | 0) >> (Math.max(shift[c], 0) + (c % 23)));
      const zeroPoint = (generator.bits() % 256) - 128;
      const out = new Int8Array(channels);
      requantizeDouble(acc, { multiplier, shift, zeroPoint, low: -127, high: 126 }, out, 0);
      const bad = out.findIndex((q, c) => q !== exact(acc[c], multiplier[c], shift[c], zeroPoint, -127, 126));
      if (bad >= 0) expect.fail(`seed ${SEED}: ${acc[bad]} * ${multiplier[bad]}, ${shift[bad]} gave ${out[bad]}`);
    }
  });

  it('writes one code a channel from its place on, and nothing else', () => {
    const out = new Int8Array(4).fill(9);
    const one = { multiplier: Int32Array.of(2 ** 30, 2 ** 30), shift: Int32Array.of(1, 0) };
    requantizeDouble(Int32Array.of(5, 5, 5), { ...one, zeroPoint: 0, low: -128, high: 127 }, out, 1);
    expect([...out]).to.deep.equal([9, 5, 3, 9]); // 5 * 1, 5 * 0.5 = 2.5 -> 3
  });
});

// BigInt comparisons: test/lib/integer/dialects/single.test.ts, tflm.test.ts
describe('requantizeSingle', () => {
  it('rounds the product once, ties towards +infinity, at the ends of int32 and of the shifts', () => {
    const cases = [
      [-2147483648, 2 ** 30, 1], // * 1
      [2147483647, 2 ** 30, 0], // * 1/2: 1073741823.5
      [-2147483647, 2 ** 30, 0], // * -1/2: -1073741823.5
      [1, 2 ** 30, 30], // * 2^29
      [-3, 2 ** 30, 28],
      [2147483647, 2 ** 30, -31], // * 2^-32: just below 0.5
      [-2147483648, 2147483647, -31], // * (2^-31 - 2^-62)
    ];
    const [acc, multiplier, shift] = [0, 1, 2].map(k => Int32Array.from(cases, x => x[k]));
    const out = new Int32Array(cases.length + 2).fill(9);
    requantizeSingle(acc, { multiplier, shift, zeroPoint: 0, low: -(2 ** 31), high: 2 ** 31 - 1 }, out, 1);
    const wanted = [-2147483648, 1073741824, -1073741823, 2 ** 29, -3 * 2 ** 27, 0, -1];
    expect([...out]).to.deep.equal([9, ...wanted, 9]);
  });
});

describe('requantizeWide', () => {
  it('cuts the multiplier to 15 bits: up to the ends of 48 bits', () => {
    const cases = [
      [-(2 ** 47), 2 ** 30, -31], // * 2^-32
      [2 ** 47 - 1, 2 ** 30, -31],
      [3, 2 ** 30, 0], // * 1/2: 1.5
      [-3, 2 ** 30, 0],
      [2 ** 20, 2 ** 31 - 1, 0], // * 0x7fff / 2^15
      [2 ** 20, 2 ** 30 + 0x7fff, 1], // * (2^14 / 2^14): the low bits are dropped
      [2 ** 20, 2 ** 30 + 0x8000, 1], // * (1 + 2^-14)
    ];
    const acc = Float64Array.from(cases, x => x[0]);
    const [multiplier, shift] = [1, 2].map(k => Int32Array.from(cases, x => x[k]));
    const out = new Int32Array(cases.length + 2).fill(9);
    requantizeWide(acc, { multiplier, shift, zeroPoint: 0, low: -(2 ** 31), high: 2 ** 31 - 1 }, out, 1);
    const wanted = [-32768, 32768, 2, -1, 2 ** 20 - 2 ** 5, 2 ** 20, 2 ** 20 + 2 ** 6];
    expect([...out]).to.deep.equal([9, ...wanted, 9]);
  });
});
