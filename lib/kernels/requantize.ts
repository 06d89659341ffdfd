import type { Codes } from '../qparams.js';

/** Integer constants that turn the accumulators of a layer into codes. */
export interface FixedPointEncoding {
  /** One an output channel, 0 or in [2^30, 2^31 - 1]. */
  readonly multiplier: Int32Array;
  /** One an output channel, [-31, 31]; > 0 shifts left. */
  readonly shift: Int32Array;
  readonly zeroPoint: number;
  /** Smallest code. */
  readonly low: number;
  /** Largest code. */
  readonly high: number;
}

/**
 * `out[at + c] = clamp(acc[c] * multiplier[c] * 2^(shift[c] - 31) + zeroPoint)`, rounded twice: the doubled high product
 * with ties towards +infinity, the right shift with ties away from zero (lib/integer/fixedPoint.ts, here without calls).
 *
 * @param acc accumulators, shape (channels); int32 even after the left shift
 * @param out codes, written from `at` on
 */
export function requantizeDouble(
  acc: Int32Array,
  { multiplier, shift, zeroPoint, low, high }: FixedPointEncoding,
  out: Codes,
  at: number,
): void {
  const channels = multiplier.length;
  for (let c = 0; c < channels; c++) {
    const m = multiplier[c];
    const s = shift[c];
    const x = acc[c] << (s > 0 ? s : 0);
    // exact in doubles: no product exceeds 2^47; m >= 0, so nothing saturates
    const lower = Math.floor((x * (m & 0xffff) + 1073741824) * (1 / 65536));
    const y = Math.floor((x * (m >> 16) + lower) * (1 / 32768)) | 0;
    const right = s > 0 ? 0 : -s;
    const mask = ((1 << right) - 1) | 0;
    const q = (y >> right) + ((y & mask) > (mask >> 1) + (y >>> 31) ? 1 : 0) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}

/** POWERS[k + 64] = 2^k. */
const POWERS = Float64Array.from({ length: 129 }, (_, k) => 2 ** (k - 64));

/**
 * As {@link requantizeDouble}, but the exact product is rounded once, ties towards +infinity.
 *
 * @param acc accumulators, shape (channels); the product must lie within int32
 * @param encoding shifts up to 30
 */
export function requantizeSingle(
  acc: Int32Array,
  { multiplier, shift, zeroPoint, low, high }: FixedPointEncoding,
  out: Codes,
  at: number,
): void {
  const channels = multiplier.length;
  for (let c = 0; c < channels; c++) {
    const s = shift[c];
    const left = s > 14 ? s - 14 : 0;
    const right = 31 - s + left; // at least 17: the shift right, once the multiplier is shifted left
    const m = multiplier[c] * POWERS[64 + left];
    const x = acc[c];
    // the accumulator in halves of 16 bits, so that every product is exact
    const sum = (x >> 16) * m + Math.floor((x & 0xffff) * m * (1 / 65536)) + POWERS[47 + right];
    const q = Math.floor(sum * POWERS[80 - right]) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}

/**
 * As {@link requantizeSingle} from accumulators of up to 48 bits, with the multiplier cut to 16 bits.
 *
 * @param acc exact integers, at least -2^47 and below 2^47, shape (channels); the product must lie within int32
 * @see TensorFlow Lite, `MultiplyByQuantizedMultiplier(int64_t, ...)`
 */
export function requantizeWide(
  acc: Float64Array,
  { multiplier, shift, zeroPoint, low, high }: FixedPointEncoding,
  out: Codes,
  at: number,
): void {
  const channels = multiplier.length;
  for (let c = 0; c < channels; c++) {
    const s = shift[c];
    const left = s > -10 ? s + 10 : 0;
    const right = 15 - s + left; // at least 25
    const m = (multiplier[c] < 0x7fff0000 ? (multiplier[c] + 0x8000) >> 16 : 0x7fff) * POWERS[64 + left];
    const x = acc[c];
    // in halves of 24 bits, so that every product is exact
    const upper = Math.floor(x * (1 / 16777216));
    const lower = x - upper * 16777216;
    const sum = upper * m + Math.floor(lower * m * (1 / 16777216)) + POWERS[39 + right];
    const q = Math.floor(sum * POWERS[88 - right]) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}
