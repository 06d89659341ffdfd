import { show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { halfAway } from '../rounding.js';

/** A real multiplier as integers: real = multiplier * 2^(shift - 31), multiplier 0 or in [2^30, 2^31 - 1]. */
export interface QuantizedMultiplier {
  readonly multiplier: number;
  /** > 0 shifts left, < 0 right. */
  readonly shift: number;
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * The nearest {@link QuantizedMultiplier} of a real number; one below 2^-32 becomes 0.
 *
 * @param real finite, >= 0
 * @throws {RangeError} when it is not
 * @see TensorFlow Lite, `QuantizeMultiplier`
 */
export function quantizeMultiplier(real: number): QuantizedMultiplier {
  if (!(real >= 0 && real < Infinity)) {
    throw new OptionRangeError(`quantizeMultiplier: real must be finite and at least 0, got ${show(real)}`);
  }
  if (real < 2 ** -64) return { multiplier: 0, shift: 0 };
  bits.setFloat64(0, real);
  const exponent = (bits.getUint32(0) >>> 20) - 1022; // real is normal: real = fraction * 2^exponent
  const fraction = real * 2 ** -exponent; // in [0.5, 1), exact
  const multiplier = halfAway(fraction * 2 ** 31);
  const carried = multiplier === 2 ** 31;
  const shift = carried ? exponent + 1 : exponent;
  if (shift < -31) return { multiplier: 0, shift: 0 };
  return { multiplier: carried ? 2 ** 30 : multiplier, shift };
}

/**
 * The high 32 bits of 2ab, rounded: floor((ab + 2^30) / 2^31), so ties go towards +infinity; only the product of two
 * -2^31 saturates, to 2^31 - 1.
 *
 * Doubles hold every intermediate result exactly: b is cut into a signed high half and an unsigned low half, so that no
 * product exceeds 2^47.
 *
 * @param a an int32
 * @param b an int32
 * @see google/gemmlowp, `SaturatingRoundingDoublingHighMul`
 */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  if (a === -2147483648 && b === -2147483648) return 2147483647;
  const low = Math.floor((a * (b & 0xffff) + 1073741824) / 65536);
  return Math.floor((a * (b >> 16) + low) / 32768) | 0;
}

/**
 * x / 2^exponent, rounded half away from zero.
 *
 * @param x        an int32
 * @param exponent in [0, 31]
 * @see google/gemmlowp, `RoundingDivideByPOT`
 */
export function roundingDivideByPot(x: number, exponent: number): number {
  const mask = ((1 << exponent) - 1) | 0;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return ((x >> exponent) + ((x & mask) > threshold ? 1 : 0)) | 0;
}

/**
 * x times a quantized multiplier with two roundings: of the doubled high product, then of the right shift. A left shift that
 * leaves int32 wraps, as two's complement does in the C reference.
 *
 * @param x     an int32
 * @param shift in [-31, 31]
 * @see TensorFlow Lite, `MultiplyByQuantizedMultiplier` without TFLITE_SINGLE_ROUNDING
 */
export function multiplyByQuantizedMultiplier(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const left = shift > 0 ? shift : 0;
  const right = shift > 0 ? 0 : -shift;
  return roundingDivideByPot(saturatingRoundingDoublingHighMul(x << left, multiplier), right);
}

/**
 * x times a quantized multiplier, rounded once: floor((x * multiplier + 2^(30 - shift)) / 2^(31 - shift)), ties towards +infinity. A
 * product that leaves int32 wraps, as the cast in the C reference does; a shift above 30 counts as 30.
 *
 * @param x an int32
 * @see TensorFlow Lite, `MultiplyByQuantizedMultiplier` with TFLITE_SINGLE_ROUNDING
 */
export function multiplyByQuantizedMultiplierSingle(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const right = 31 - Math.min(shift, 30);
  // the product in a high part and 16 low bits, both exact in doubles
  const lower = (x & 0xffff) * multiplier;
  const upper = (x >> 16) * multiplier + Math.floor(lower / 65536);
  if (right >= 17) return Math.floor((upper + 2 ** (right - 17)) / 2 ** (right - 16)) | 0;
  const rest = (lower % 65536) + 2 ** (right - 1);
  return (Math.floor(rest / 2 ** right) + (upper | 0) * 2 ** (16 - right)) | 0;
}
