/**
 * `sum` + w[p] x[q] + w[p + 1] x[q + step] + w[p + 2] x[q + 2 step] + ..., `n` products added one after the other in
 * double precision.
 *
 * @internal
 */
export function dot(
  sum: number,
  w: Float32Array,
  p: number,
  x: Float32Array,
  q: number,
  n: number,
  step: number,
): number {
  let total = sum;
  for (let k = 0, at = q; k < n; k++, at += step) total += w[p + k] * x[at];
  return total;
}
