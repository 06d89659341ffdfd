import type { Density } from './density.js';
import { pointDesign } from './pointDesign.js';

const FEW = 64; // levels up to which the start is searched for
const POINTS = 1024;

/**
 * Where Newton's method begins: at equal parts of the integral of the cube root of the density, where the best levels lie when
 * there are many; when there are few, at the best levels for points that lie so.
 *
 * @internal
 */
export function startingLevels(density: Density, count: number): number[] {
  if (count > FEW) return equalParts(density, count);
  const all = equalParts(density, POINTS);
  const massAt = (x: number, k: number) =>
    density.mass((x + (all[k - 1] ?? -Infinity)) / 2, (x + (all[k + 1] ?? Infinity)) / 2);
  const points = all.filter((x, k) => massAt(x, k) > 0);
  const { levels } = pointDesign({ values: points, counts: all.map(massAt).filter(mass => mass > 0) }, count);
  return levels.length === count ? [...levels] : equalParts(density, count);
}

/** The middles of `count` parts of the support that have equal shares of the integral of the cube root of the density. */
function equalParts({ pdf, support: [low, high] }: Density, count: number): number[] {
  const cells = 8192;
  const width = (high - low) / cells;
  const sums = new Float64Array(cells + 1);
  for (let i = 0; i < cells; i++) sums[i + 1] = sums[i] + Math.cbrt(pdf(low + (i + 0.5) * width));
  const middles: number[] = [];
  for (let k = 0, i = 0; k < count; k++) {
    const target = (sums[cells] * (k + 0.5)) / count;
    while (sums[i + 1] < target) i++;
    middles.push(low + (i + (target - sums[i]) / (sums[i + 1] - sums[i])) * width);
  }
  return middles;
}
