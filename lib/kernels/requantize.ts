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

/**
 * As {@link requantizeDouble} from accumulators of up to 48 bits: the multiplier is cut to 16 bits, and the product is rounded once,
 * ties towards +infinity.
 *
 * @param acc exact integers below 2^47, shape (channels)
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
    const m = multiplier[c] < 0x7fff0000 ? (multiplier[c] + 0x8000) >> 16 : 0x7fff;
    const right = 15 - shift[c];
    // the accumulator in halves of 24 bits, so that every product is exact
    const upper = Math.floor(acc[c] * 2 ** -24);
    const lower = (acc[c] - upper * 2 ** 24) * m + 2 ** (right - 1);
    const q =
      (right < 24
        ? upper * m * 2 ** (24 - right) + Math.floor(lower * 2 ** -right)
        : Math.floor((upper * m + Math.floor(lower * 2 ** -24)) * 2 ** (24 - right))) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}
