/**
 * The inverse of a curve that rises on [start, 1], for targets that ascend from call to call: by bisection down to two
 * neighbouring doubles between which the computed curve crosses the target.
 *
 * @internal
 */
export function invertCurve(compress: (x: number) => number, start: number): (y: number) => number {
  let root = start; // of the last target: all that follow lie above

  return y => {
    let [low, high] = [root, 1];
    for (;;) {
      const middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) return (root = high);
      if (compress(middle) < y) low = middle;
      else high = middle;
    }
  };
}
