/**
 * The fraction nearest to a ratio whose terms are at most `limit`; where one is within 1e-9 of it, the shortest such.
 *
 * @internal
 *
 * @param ratio in [1 / limit, limit]
 * @see A. Ya. Khinchin, Continued Fractions: a best approximation is a convergent, or lies between two of them
 */
export function rateRatio(ratio: number, limit: number): readonly [up: number, down: number] {
  let [before, best] = [
    [0, 1],
    [1, 0],
  ] as [readonly [number, number], readonly [number, number]];
  const error = ([up, down]: readonly [number, number]) => (down === 0 ? Infinity : Math.abs(up / down - ratio));
  for (let rest = ratio; ; rest = 1 / (rest - Math.floor(rest))) {
    const whole = Math.floor(rest);
    const steps = Math.min(
      whole,
      Math.floor((limit - before[0]) / best[0]),
      best[1] === 0 ? Infinity : Math.floor((limit - before[1]) / best[1]),
    );
    const next = [steps * best[0] + before[0], steps * best[1] + before[1]] as const;
    if (steps < whole) return steps > 0 && error(next) < error(best) ? next : best;
    [before, best] = [best, next];
    if (error(best) <= ratio * 1e-9) return best;
  }
}
