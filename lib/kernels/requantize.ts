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
  out: Int8Array,
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
