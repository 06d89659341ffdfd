import { checkSameLength } from './checkSameLength.js';
import { halves, isWide, LOW } from './halves.js';

/** Signed integers that the lossless coders take. */
export type SignedIntegers = Int32Array | BigInt64Array;

/**
 * Differences: `out[0] = x[0]`, `out[i] = x[i] - x[i-1]`, modulo 2^32 or 2^64, so that every input comes back exactly.
 *
 * @param values integers, shape (length)
 * @param out    differences, shape (length); may be `values` itself; returned
 * @throws {RangeError} when the lengths differ
 */
export function delta<T extends SignedIntegers>(values: T, out: T): T {
  checkSameLength('delta', values, out);
  if (isWide(values) && isWide(out)) {
    const [x, y] = [halves(values), halves(out)];
    let lastLow = 0;
    let lastHigh = 0;
    for (let i = LOW; i < x.length; i += 2) {
      const low = x[i];
      const high = x[i ^ 1];
      y[i] = low - lastLow;
      y[i ^ 1] = high - lastHigh - (low < lastLow ? 1 : 0);
      lastLow = low;
      lastHigh = high;
    }
  } else {
    let last = 0;
    for (let i = 0; i < values.length; i++) {
      const x = values[i] as number;
      out[i] = x - last;
      last = x;
    }
  }
  return out;
}

/**
 * The inverse of {@link delta}: running sums.
 *
 * @param out sums, shape (length); may be `deltas` itself; returned
 */
export function undelta<T extends SignedIntegers>(deltas: T, out: T): T {
  checkSameLength('undelta', deltas, out);
  if (isWide(deltas) && isWide(out)) {
    const [x, y] = [halves(deltas), halves(out)];
    let low = 0;
    let high = 0;
    for (let i = LOW; i < x.length; i += 2) {
      low += x[i];
      high = (high + x[i ^ 1] + (low > 0xffffffff ? 1 : 0)) >>> 0;
      low >>>= 0;
      y[i] = low;
      y[i ^ 1] = high;
    }
  } else {
    let sum = 0;
    for (let i = 0; i < deltas.length; i++) out[i] = sum = (sum + (deltas[i] as number)) | 0;
  }
  return out;
}
