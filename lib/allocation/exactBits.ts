/** Less by more than the rounding of a unit. */
const NEARLY = 1 - 2 ** -24;

/**
 * The plan with the least noise for every total of bits, whatever the shape of the curves: a dynamic programme over the
 * channels, channels * most * widths steps.
 *
 * @internal
 *
 * @param curves noise of each channel at 0, 1, ... bits
 * @param most   largest total looked at
 * @param choose picks a total, given the least noise at each total from 0 to `most`; Infinity where no plan has that total
 * @returns bits of each channel at the chosen total
 * @see H. Kellerer, U. Pferschy, D. Pisinger, Knapsack Problems (2004), section 11.5 (multiple choice)
 */
export function exactBits(
  curves: readonly (readonly number[])[],
  minBits: number,
  most: number,
  choose: (least: Float64Array) => number,
): number[] {
  let least = new Float64Array(most + 1).fill(Infinity);
  least[0] = 0;
  const chosen = curves.map(curve => {
    const before = least;
    least = new Float64Array(most + 1).fill(Infinity);
    const bits = new Uint8Array(most + 1);
    for (let total = 0; total <= most; total++) {
      for (let b = minBits; b < curve.length && b <= total; b++) {
        const noise = before[total - b] + curve[b];
        if (noise < least[total] * NEARLY) [least[total], bits[total]] = [noise, b];
      }
    }
    return bits;
  });
  const plan = new Array<number>(curves.length);
  for (let c = curves.length - 1, total = choose(least); c >= 0; c--) {
    plan[c] = chosen[c][total];
    total -= plan[c];
  }
  return plan;
}
