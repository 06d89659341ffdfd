import type { AffineParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { limitTo } from './codeMap.js';

/** Intervals of a table. */
const STEPS = 512;

/** What int16 codes stand for. */
type Encoding = Pick<AffineParams, 'scale' | 'zeroPoint'>;

/**
 * A real function from int16 code to int16 code as a table of 513 entries, one every 128 codes, each with half of the error that a straight
 * line makes in the middle of its interval taken off; every step in float32. Where the function has no value, or an infinite one, it
 * counts as the nearest end of the output's range, the lower one for NaN.
 *
 * @internal
 *
 * @see TensorFlow Lite, `LUTPopulate` for int16
 */
export function lut16(from: Encoding, to: Encoding, f: (x: number) => number): Int16Array {
  const { fround } = Math;
  const [first, last] = endsOf(from);
  const [least, most] = endsOf(to);
  const step = fround(fround(last - first) / STEPS);
  const steps = fround(65536 / fround(most - least)); // of the output, for a real number
  const value = (x: number) => fround(clean(fround(f(x))) * steps);
  const clean = (y: number) => (Number.isFinite(y) ? y : y > 0 ? most : least);
  const table = new Int16Array(STEPS + 1);
  for (let k = 0; k < STEPS; k++) {
    const x = fround(first + fround(k * step));
    const y = halfAway(value(x));
    const line = halfAway(fround(fround(value(fround(first + fround((k + 1) * step))) + y) / 2));
    const middle = halfAway(value(fround(x + fround(step / 2))));
    table[k] = limitTo(y - halfAway(fround((line - middle) / 2)), -32768, 32767);
  }
  table[STEPS] = limitTo(halfAway(value(last)), -32768, 32767);
  return table;
}

/** The real numbers of the smallest and the largest int16. */
function endsOf({ scale: [scale], zeroPoint: [zeroPoint] }: Encoding): readonly [first: number, last: number] {
  return [Math.fround(scale * (-32768 - zeroPoint)), Math.fround(scale * (32767 - zeroPoint))];
}

/**
 * The table's entry for a code, interpolated.
 *
 * @see TensorFlow Lite, `LUTLookup`
 */
export function lookUp16(table: Int16Array, q: number): number {
  const k = 256 + (q >> 7);
  const slope = ((table[k + 1] - table[k]) << 16) >> 16; // wraps as int16
  return ((table[k] + ((slope * (q & 127) + 64) >> 7)) << 16) >> 16;
}
