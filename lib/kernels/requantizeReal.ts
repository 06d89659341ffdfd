import type { Codes } from '../qparams.js';

/** Real constants that turn the accumulators of a layer into codes. */
export interface RealEncoding {
  /** Steps of the output that one step of the accumulator is worth, one an output channel. */
  readonly scale: Float64Array;
  readonly zeroPoint: number;
  /** Smallest code. */
  readonly low: number;
  /** Largest code. */
  readonly high: number;
}

/**
 * `out[at + c] = clamp(f32(f32(acc[c]) * scale[c]) + zeroPoint)`, the product rounded half to even.
 *
 * @param acc exact integers, shape (channels)
 * @param encoding scales that are float32 values
 * @param out codes, written from `at` on
 */
export function requantizeFloat32(
  acc: Int32Array | Float64Array,
  { scale, zeroPoint, low, high }: RealEncoding,
  out: Codes,
  at: number,
): void {
  const channels = scale.length;
  const [least, most] = [low - zeroPoint, high - zeroPoint];
  for (let c = 0; c < channels; c++) {
    // a product of two float32 numbers is exact in a double: one rounding, as in float32
    const x = Math.fround(Math.fround(acc[c]) * scale[c]);
    const limited = x < least ? least : x > most ? most : x;
    out[at + c] = limited + 6755399441055744 - 6755399441055744 + zeroPoint; // 1.5 * 2^52: half to even
  }
}

/**
 * `out[at + c] = clamp(acc[c] * scale[c] + zeroPoint)`, the product of doubles rounded half away from zero.
 *
 * @param acc exact integers, shape (channels)
 * @param out codes, written from `at` on
 */
export function requantizeFloat64(
  acc: Int32Array | Float64Array,
  { scale, zeroPoint, low, high }: RealEncoding,
  out: Codes,
  at: number,
): void {
  const channels = scale.length;
  for (let c = 0; c < channels; c++) {
    const x = acc[c] * scale[c];
    const magnitude = x < 0 ? -x : x;
    const down = Math.floor(magnitude);
    const rounded = magnitude - down >= 0.5 ? down + 1 : down; // not floor(x + 0.5), which sends 0.49999999999999994 to 1
    const q = (x < 0 ? 0 - rounded : rounded) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}

/**
 * `out[at + c] = clamp(((acc[c] + 2^(n - 1)) >> n) + zeroPoint)` with scale[c] = 2^-n: ties towards +infinity. A scale above 1/2 shifts
 * left.
 *
 * @param acc exact integers of at most 2^52, shape (channels)
 * @param encoding scales that are powers of two
 * @param out codes, written from `at` on
 */
export function requantizeShift(
  acc: Int32Array | Float64Array,
  { scale, zeroPoint, low, high }: RealEncoding,
  out: Codes,
  at: number,
): void {
  const channels = scale.length;
  for (let c = 0; c < channels; c++) {
    // the product is exact, and so is the sum wherever its rounding could cross an integer
    const q = Math.floor(acc[c] * scale[c] + 0.5) + zeroPoint;
    out[at + c] = q < low ? low : q > high ? high : q;
  }
}
