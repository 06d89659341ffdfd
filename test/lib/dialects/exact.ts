import { expect } from 'chai';
import { type Requantize, requantizer } from '../../../lib/kernels/requantization.js';
import type { AccumulatorUse, Dialect, WantedRequantization } from '../../../lib/network.js';
import { random } from '../../../lib/random.js';

/** The number m * 2^e. */
export interface Binary {
  readonly m: bigint;
  readonly e: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A normal double, or 0, in its parts. */
export function binary(x: number): Binary {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  if (exponent === 0) return { m: 0n, e: 0 };
  const m = (bits & 0xfffffffffffffn) | 0x10000000000000n;
  return { m: x < 0 ? -m : m, e: exponent - 1075 };
}

export function times(a: Binary, b: Binary): Binary {
  return { m: a.m * b.m, e: a.e + b.e };
}

const abs = (x: bigint) => (x < 0n ? -x : x);

/** m / 2^n, rounded half to even. */
function halfEvenShift(m: bigint, n: number): bigint {
  const down = m >> BigInt(n);
  const rest = 2n * (m - (down << BigInt(n))) - (1n << BigInt(n));
  return rest > 0n || (rest === 0n && (down & 1n) === 1n) ? down + 1n : down;
}

/** The nearest number of so many significant bits, half to even: 24 in a float32, 53 in a double. */
export function significant({ m, e }: Binary, bits: number): Binary {
  const surplus = abs(m).toString(2).length - bits;
  return surplus > 0 ? { m: halfEvenShift(m, surplus), e: e + surplus } : { m, e };
}

/** The nearest integer, half to even. */
export function halfEvenInteger({ m, e }: Binary): bigint {
  return e >= 0 ? m << BigInt(e) : halfEvenShift(m, -e);
}

/** The nearest integer, half away from zero. */
export function halfAwayInteger({ m, e }: Binary): bigint {
  if (e >= 0) return m << BigInt(e);
  const magnitude = (2n * abs(m) + (1n << BigInt(-e))) >> BigInt(1 - e);
  return m < 0n ? -magnitude : magnitude;
}

/** floor((m + 2^(n - 1)) / 2^n): ties towards +infinity. */
export function halfUpShift(m: bigint, n: number): bigint {
  return n <= 0 ? m << BigInt(-n) : (m + (1n << BigInt(n - 1))) >> BigInt(n);
}

/** The 31-bit multiplier and the shift of a real number, as C's frexp and round give them. */
export function quantized(real: number): { multiplier: bigint; shift: number } {
  const { m, e } = binary(real); // 53 bits
  const multiplier = halfUpShift(m, 22);
  const shift = e + 53;
  if (multiplier === 1n << 31n) return { multiplier: multiplier / 2n, shift: shift + 1 };
  return { multiplier, shift };
}

/** A requantization of int32 accumulators in a dialect, ready to run. */
export function narrowOf(dialect: Dialect, wanted: WantedRequantization): Requantize {
  return requantizer(dialect.requantization(wanted), wanted.scales.length);
}

/** One of wide accumulators. */
export function wideOf(dialect: Dialect, wanted: WantedRequantization): Requantize {
  return requantizer(dialect.wideRequantization(wanted), wanted.scales.length);
}

/** What is tried of a dialect. */
export interface ExactCase {
  readonly dialect: Dialect;
  readonly use: AccumulatorUse;
  /** Bits of the accumulators: 32, or more in the wide form. */
  readonly bits: number;
  /** Accumulators to try, a multiple of 1,000. */
  readonly count: number;
  readonly seed: number;
  /** A scale from any other. */
  readonly scale?: (x: number) => number;
  /** The product of an accumulator and a scale, as an integer. */
  exact(acc: bigint, scale: number): bigint;
}

const CHANNELS = 1000;

/**
 * Compares a dialect with exact arithmetic: scales of 2^-31 to 2^5, accumulators of all magnitudes, half of them next to a tie; products
 * are seen as they are, up to int32.
 */
export function expectExact({ dialect, use, bits, count, seed, scale = x => x, exact }: ExactCase): void {
  const generator = random(seed);
  const wide = bits > 32;
  const channels = Array.from({ length: CHANNELS }, (_, k) => k);
  const out = new Int32Array(CHANNELS);
  for (let done = 0; done < count; done += CHANNELS) {
    const scales = channels.map(() => scale((1 + generator.uniform()) * 2 ** (-31 + (generator.bits() % 36))));
    const bounds = scales.map(s => Math.min(Math.floor(2 ** 30 / s), 2 ** (bits - 1) - 1));
    const zeroPoint = (generator.bits() % 256) - 128;
    const request = { use, layer: 'y', scales, bounds, zeroPoint, low: -(2 ** 31), high: 2 ** 31 - 1 };
    const acc = bounds.map((bound, c) => {
      const sign = generator.bits() & 1 ? 1 : -1;
      const near = Math.floor(((generator.bits() % 512) + 0.5) / scales[c]) + (generator.bits() & 1);
      const any = Math.floor((generator.uniform() * bound) / 2 ** (generator.bits() % 40));
      return sign * (c % 2 === 0 && near <= bound ? near : any) + 0;
    });
    if (wide) wideOf(dialect, request)(Float64Array.from(acc), out, 0);
    else narrowOf(dialect, request)(Int32Array.from(acc), out, 0);
    for (const c of channels) {
      const wanted = Number(exact(BigInt(acc[c]), scales[c])) + zeroPoint;
      if (out[c] !== wanted) {
        expect.fail(`seed ${seed}: ${acc[c]} * ${scales[c]} + ${zeroPoint} gave ${out[c]}, not ${wanted}`);
      }
    }
  }
}
