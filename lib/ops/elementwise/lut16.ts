import type { AffineParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { limitTo } from '../../kernels/limitTo.js';

/** Intervals of a table. */
const STEPS = 512;

/** A range of real numbers. */
export type Span = readonly [least: number, most: number];

/**
 * A real function from int16 code to int16 code as a table of 513 entries, one every 128 codes; every step in float32.
 *
 * @internal
 *
 * @see TensorFlow Lite, `LUTPopulate` for int16
 */
export function lut16(from: AffineParams, to: AffineParams, f: (x: number) => number): Int16Array {
  return spanLut16(spanOf(from), spanOf(to), f, Math.fround);
}

/** The real numbers of all int16. */
function spanOf({ scale: [scale], zeroPoint: [zeroPoint] }: AffineParams): Span {
  return [Math.fround(scale * (-32768 - zeroPoint)), Math.fround(scale * (32767 - zeroPoint))];
}

/**
 * The same for ranges of real numbers. From each entry half of the error is taken off that a straight line makes in the middle of its
 * interval. Where the function has no value, or an infinite one, it counts as the nearest end of the output's range, the lower one for NaN.
 *
 * @param round float32 rounding, or none
 * @see TensorFlow Lite, `gen_lut`
 */
export function spanLut16(
  [first, last]: Span,
  [least, most]: Span,
  f: (x: number) => number,
  round: (x: number) => number,
): Int16Array {
  const step = round(round(last - first) / STEPS);
  const steps = round(65536 / round(most - least)); // of the output, for a real number
  function value(x: number): number {
    const y = round(f(x));
    return round((Number.isFinite(y) ? y : y > 0 ? most : least) * steps);
  }
  const table = new Int16Array(STEPS + 1);
  for (let k = 0; k < STEPS; k++) {
    const x = round(first + round(k * step));
    const y = halfAway(value(x));
    const line = halfAway(round(round(value(round(first + round((k + 1) * step))) + y) / 2));
    const middle = halfAway(value(round(x + round(step / 2))));
    table[k] = limitTo(y - halfAway(round((line - middle) / 2)), -32768, 32767);
  }
  table[STEPS] = limitTo(halfAway(value(last)), -32768, 32767);
  return table;
}
