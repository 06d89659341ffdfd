/**
 * The mean of so many codes from their sum, ties away from zero: truncates the quotient, as integer division does. Sums below 2^53 are
 * exact.
 *
 * @internal
 */
export function roundedMean(sum: number, count: number): number {
  const half = count >> 1;
  return Math.trunc((sum > 0 ? sum + half : sum - half) / count) + 0; // never -0
}
