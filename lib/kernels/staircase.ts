import type { Codes } from '../qparams.js';

/** Any monotone transfer curve: a code for each step, and the inputs where one step ends and the next begins. */
export interface Staircase {
  /** Step k holds the inputs in (thresholds[k - 1], thresholds[k]]; ascending, one fewer than steps. */
  readonly thresholds: Float64Array;
  /** Code of each step, counted from qmin. */
  readonly codes: Int32Array;
  /** Inputs below it are overload. */
  readonly low: number;
  /** Inputs above it are overload. */
  readonly high: number;
  /** Thresholds in the buckets before bucket j, shape (buckets + 1). */
  readonly before: Int32Array;
  /** Input y falls into the bucket floor((y - origin) * perUnit), ends clamped. */
  readonly origin: number;
  readonly perUnit: number;
}

/**
 * A staircase with its search table: equal buckets over the thresholds, four for each of them, so that most inputs find their
 * step after one comparison; a binary search inside the bucket bounds the worst case to O(log n).
 *
 * @internal
 *
 * @param thresholds ascending
 * @param codes      one more than thresholds
 */
export function staircase(thresholds: Float64Array, codes: Int32Array, low: number, high: number): Staircase {
  const n = thresholds.length;
  const buckets = 4 * n + 1;
  const origin = n > 0 ? thresholds[0] : 0;
  const width = n > 0 ? thresholds[n - 1] - origin : 0;
  const perUnit = width > 0 && Number.isFinite(buckets / width) ? buckets / width : 0;
  const before = new Int32Array(buckets + 1);
  for (const t of thresholds) before[bucketOf((t - origin) * perUnit, buckets) + 1]++;
  for (let j = 0; j < buckets; j++) before[j + 1] += before[j];
  return { thresholds, codes, low, high, before, origin, perUnit };
}

/**
 * A threshold such that a sample on `t` stands on the step nearer to 0, and a sample on t = 0 on the upper step. A step
 * holds its upper end, so where t is not above 0 that end moves below t; no float32 lies between.
 */
export function stepEnd(t: number): number {
  if (t > 0) return t;
  if (t === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(t).buffer);
  bits[0] += 1n;
  return new Float64Array(bits.buffer)[0];
}

function bucketOf(position: number, buckets: number): number {
  return position >= buckets ? buckets - 1 : position > 0 ? position | 0 : 0;
}

/** A staircase as one channel uses it. */
export interface StaircaseEncoding {
  readonly stairs: Staircase;
  /** Real value of 1 on the staircase, > 0. */
  readonly scale: number;
  /** Smallest code. */
  readonly qmin: number;
}

/**
 * Codes of the steps that `x / scale` stands on; the quotient is a double, so samples on a threshold are seen to be.
 *
 * @param x   samples; same index as `out`
 * @param out codes
 * @returns the number of overloaded samples, which get the outermost code, or ~i for the first i where x[i] is NaN
 */
export function encodeStaircase(
  x: Float32Array,
  begin: number,
  end: number,
  { stairs, scale, qmin }: StaircaseEncoding,
  out: Codes,
): number {
  const { thresholds, codes, low, high, before, origin, perUnit } = stairs;
  const buckets = before.length - 1;
  let overloaded = 0;
  for (let i = begin; i < end; i++) {
    const y = x[i] / scale;
    if (!(y >= low && y <= high)) {
      if (Number.isNaN(y)) return ~i;
      overloaded++;
    }
    // both this place and the thresholds' come from one non-decreasing function: the step lies in [before[j], before[j + 1]]
    const position = (y - origin) * perUnit;
    const j = position >= buckets ? buckets - 1 : position > 0 ? position | 0 : 0;
    let k = before[j];
    let last = before[j + 1];
    while (k < last) {
      const middle = (k + last) >>> 1;
      if (y > thresholds[middle]) k = middle + 1;
      else last = middle;
    }
    out[i] = codes[k] + qmin;
  }
  return overloaded;
}
