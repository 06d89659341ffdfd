/** A difference over neighbouring samples, its weights from the oldest to the newest. */
export interface Difference {
  /** Weights, `spacing` samples apart. */
  readonly weights: readonly number[];
  readonly spacing: number;
  /** Standard deviation on white noise of deviation 1: the root of the sum of squared weights. */
  readonly gain: number;
}

const SECOND = [1, -2, 1];
const FOURTH = [1, -4, 6, -4, 1];

/**
 * The second difference, which the noise floor is read from, and fourth differences of neighbours and of samples two and three
 * apart, which say whether what is left is white noise.
 */
export const DIFFERENCES: readonly Difference[] = Object.freeze([
  { weights: SECOND, spacing: 1, gain: Math.sqrt(6) },
  { weights: FOURTH, spacing: 1, gain: Math.sqrt(70) },
  { weights: FOURTH, spacing: 2, gain: Math.sqrt(70) },
  { weights: FOURTH, spacing: 3, gain: Math.sqrt(70) },
]);

/** Samples before the newest one that the longest difference looks at. */
export const REACH = 12;

/**
 * Differences of x that end at the indices from `from` to `to` - 1, into `out` from 0 on.
 *
 * @returns how many
 */
export function difference(
  { weights, spacing }: Difference,
  x: Float32Array,
  from: number,
  to: number,
  out: Float32Array,
): number {
  if (weights.length === 3) {
    for (let i = from; i < to; i++) out[i - from] = x[i] - 2 * x[i - 1] + x[i - 2];
    return Math.max(to - from, 0);
  }
  for (let i = from; i < to; i++) {
    out[i - from] = x[i] - 4 * (x[i - spacing] + x[i - 3 * spacing]) + 6 * x[i - 2 * spacing] + x[i - 4 * spacing];
  }
  return Math.max(to - from, 0);
}
