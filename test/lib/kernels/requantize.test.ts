import { expect } from 'chai';
import { requantizeDouble } from '../../../lib/kernels/requantize.js';
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
