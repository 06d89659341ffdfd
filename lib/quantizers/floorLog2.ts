/**
 * The largest integer e with 2^e <= x, exact where the logarithm rounds to the next integer.
 *
 * @internal
 *
 * @param x finite, > 0
 */
export function floorLog2(x: number): number {
  const e = Math.floor(Math.log2(x));
  if (2 ** e > x) return e - 1;
  return 2 ** (e + 1) <= x ? e + 1 : e;
}
