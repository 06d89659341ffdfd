import type { CodeLevels } from './codeLevels.js';
import { type WeightedPoints, widthOf } from './weightedPoints.js';

/**
 * Mean squared distance of a distribution from the levels that stand for it: exact, cell by cell.
 *
 * @internal
 */
export function levelNoise(levels: CodeLevels, points: WeightedPoints): number {
  const { values, counts } = points;
  let [sum, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (counts[i] === 0) continue;
    sum += counts[i] * cellNoise(levels, values[i], widthOf(points, i));
    weight += counts[i];
  }
  return sum / weight;
}

/** Mean of (x - its level)^2 for x even on [middle - width / 2, middle + width / 2]. */
function cellNoise(levels: CodeLevels, middle: number, width: number): number {
  const [from, to] = [middle - width / 2, middle + width / 2];
  const first = levels.indexOf(from);
  if (!(to > from)) return (middle - levels.level(first)) ** 2;
  const last = levels.indexOf(to);
  if (first === last) return piece(from, to, levels.level(first)) / (to - from);
  const sum =
    piece(from, levels.upper(first), levels.level(first)) +
    levels.between(first + 1, last - 1) +
    piece(levels.upper(last - 1), to, levels.level(last));
  return sum / (to - from);
}

/** The integral of (x - level)^2. */
function piece(from: number, to: number, level: number): number {
  return ((to - level) ** 3 - (from - level) ** 3) / 3;
}
