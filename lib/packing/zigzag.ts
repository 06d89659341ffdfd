import { checkSameLength } from './checkSameLength.js';
import type { SignedIntegers } from './delta.js';
import { halves, isWide, LOW } from './halves.js';

/** Unsigned integers of the same width. */
export type Unsigned<T extends SignedIntegers> = T extends Int32Array ? Uint32Array : BigUint64Array;

/**
 * Signed integers as unsigned ones, small magnitudes first: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.
 *
 * @param values shape (length)
 * @param out    shape (length), of the same width; returned
 * @throws {RangeError} when the lengths differ
 * @see Protocol Buffers encoding, "Signed integers" (sint32, sint64)
 */
export function zigzag<T extends SignedIntegers>(values: T, out: Unsigned<T>): Unsigned<T> {
  checkSameLength('zigzag', values, out);
  if (isWide(values) && isWide(out)) {
    const [x, y] = [halves(values), halves(out)];
    for (let i = LOW; i < x.length; i += 2) {
      const low = x[i];
      const high = x[i ^ 1];
      const sign = (high | 0) >> 31;
      y[i] = (low << 1) ^ sign;
      y[i ^ 1] = ((high << 1) | (low >>> 31)) ^ sign;
    }
  } else {
    for (let i = 0; i < values.length; i++) {
      const x = values[i] as number;
      out[i] = (x << 1) ^ (x >> 31);
    }
  }
  return out;
}

/** The inverse of {@link zigzag}. */
export function unzigzag<T extends SignedIntegers>(values: Unsigned<T>, out: T): T {
  checkSameLength('unzigzag', values, out);
  if (isWide(values) && isWide(out)) {
    const [x, y] = [halves(values), halves(out)];
    for (let i = LOW; i < x.length; i += 2) {
      const low = x[i];
      const high = x[i ^ 1];
      const sign = -(low & 1);
      y[i] = ((low >>> 1) | (high << 31)) ^ sign;
      y[i ^ 1] = (high >>> 1) ^ sign;
    }
  } else {
    for (let i = 0; i < values.length; i++) {
      const x = values[i] as number;
      out[i] = (x >>> 1) ^ -(x & 1);
    }
  }
  return out;
}
