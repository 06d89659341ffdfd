/**
 * The number with the fewest decimal digits that rounds to the float32 x; 9 always suffice.
 *
 * @internal
 */
export function shortest(x: number): number {
  for (let digits = 4; digits < 9; digits++) {
    const candidate = Number(x.toPrecision(digits));
    if (Math.fround(candidate) === x) return candidate;
  }
  return Number(x.toPrecision(9));
}
