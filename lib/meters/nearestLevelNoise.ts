import type { WeightedPoints } from './weightedPoints.js';

/**
 * Mean squared distance of a distribution from the nearest of some levels: exact, cell by cell.
 *
 * @param levels ascending, at least one; repeats allowed
 * @internal
 */
export function nearestLevelNoise(levels: Float64Array, { values, counts, width = 0 }: WeightedPoints): number {
  let [sum, weight] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    if (counts[k] === 0) continue;
    sum += counts[k] * cellNoise(levels, values[k], width);
    weight += counts[k];
  }
  return sum / weight;
}

/** Mean of (x - nearest level)^2 for x even on [middle - width / 2, middle + width / 2]. */
function cellNoise(levels: Float64Array, middle: number, width: number): number {
  const [from, to] = [middle - width / 2, middle + width / 2];
  let k = firstFrom(levels, from);
  if (!(to > from)) return (middle - levels[k]) ** 2;
  let sum = 0;
  for (let x = from; x < to; k++) {
    const end = k + 1 < levels.length ? Math.min(to, (levels[k] + levels[k + 1]) / 2) : to;
    if (end <= x) continue; // a level repeated, or a step left of the cell
    sum += ((end - levels[k]) ** 3 - (x - levels[k]) ** 3) / 3;
    x = end;
  }
  return sum / (to - from);
}

/** Index of the nearest level, the lower one midway. */
function firstFrom(levels: Float64Array, x: number): number {
  let [low, high] = [0, levels.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x <= (levels[middle] + levels[middle + 1]) / 2) high = middle;
    else low = middle + 1;
  }
  return low;
}
