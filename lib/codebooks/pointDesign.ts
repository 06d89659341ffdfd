import { checkInteger } from '../check.js';
import type { LevelDesign } from './levelDesign.js';
import { MOST_POINTS, optimalClusters } from './optimalClusters.js';

const MOST_STEPS = 10000;

/** Ascending values and how much each counts, > 0. */
export interface Points {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/**
 * Levels of least mean squared error for weighted points, such as `pointsOf` a calibration sketch: the best there are for up to
 * 16384 points; beyond that the best with close points kept together, made better by Lloyd's steps on the points themselves
 * until none moves. With fewer points than `count` each is a level; without any, 0 is.
 *
 * @param count levels, at least 1
 * @see S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982)
 */
export function pointDesign({ values: points, counts: weights }: Points, count: number): LevelDesign {
  checkInteger('pointDesign', 'count', count, 1, 65536);
  const n = points.length;
  if (n === 0) return freeze({ levels: [0], thresholds: [], distortion: 0, entropy: 0 });
  const k = Math.min(count, n);
  const starts =
    n <= MOST_POINTS ? optimalClusters(points, weights, k) : improved(points, weights, coarse(points, weights, k));
  const runs = Array.from(starts, (from, i) => ({ from, to: i + 1 < starts.length ? starts[i + 1] : n }));
  let [total, squares, entropy] = [0, 0, 0];
  const levels = runs.map(({ from, to }) => {
    const [weight, mean] = meanOf(points, weights, from, to);
    for (let i = from; i < to; i++) squares += weights[i] * (points[i] - mean) ** 2;
    total += weight;
    return mean;
  });
  for (const { from, to } of runs) {
    const share = meanOf(points, weights, from, to)[0] / total;
    entropy -= share * Math.log2(share);
  }
  const thresholds = levels.slice(1).map((x, i) => (levels[i] + x) / 2);
  return freeze({ levels, thresholds, distortion: squares / total, entropy: Math.max(entropy, 0) });
}

function freeze(design: LevelDesign): LevelDesign {
  Object.freeze(design.levels);
  Object.freeze(design.thresholds);
  return Object.freeze(design);
}

/** Weight and mean of a run; the mean of a single point is that point, bit for bit. */
function meanOf(
  points: ArrayLike<number>,
  weights: ArrayLike<number>,
  from: number,
  to: number,
): readonly [weight: number, mean: number] {
  let [weight, sum] = [0, 0];
  for (let i = from; i < to; i++) {
    weight += weights[i];
    sum += weights[i] * (points[i] - points[from]);
  }
  return [weight, points[from] + sum / weight];
}

/**
 * The best cuts where points that are close stay together: those in one of 8192 equal cells of the range, and at most 1/8192 of
 * the weight, so that neither a far outlier nor a dense cluster hides the rest.
 */
function coarse(points: ArrayLike<number>, weights: ArrayLike<number>, count: number): Int32Array {
  const [n, groups] = [points.length, MOST_POINTS / 2];
  const [low, width] = [points[0], points[n - 1] - points[0]];
  let total = 0;
  for (let i = 0; i < n; i++) total += weights[i];
  const firsts: number[] = [];
  for (let i = 0, weight = 0, cell = -1, share = -1; i < n; i++) {
    weight += weights[i];
    const [c, s] = [Math.floor(((points[i] - low) / width) * groups), Math.floor((weight / total) * groups)];
    if (c === cell && s === share) continue;
    [cell, share] = [c, s];
    firsts.push(i);
  }
  const cells = firsts.map((from, c) => meanOf(points, weights, from, firsts[c + 1] ?? n));
  const starts = optimalClusters(
    cells.map(([, mean]) => mean),
    cells.map(([weight]) => weight),
    count,
  );
  return starts.map(c => firsts[c]);
}

/** Lloyd's steps: each cut moves to the first point nearer to the mean behind it than to the one before it. */
function improved(points: ArrayLike<number>, weights: ArrayLike<number>, starts: Int32Array): Int32Array {
  const n = points.length;
  const [w, s] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  for (let i = 0; i < n; i++) {
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * (points[i] - points[0]);
  }
  const mean = (from: number, to: number) => points[0] + (s[to] - s[from]) / (w[to] - w[from]);
  let cuts = starts;
  for (let step = 0; step < MOST_STEPS; step++) {
    const means = Array.from(cuts, (from, k) => mean(from, cuts[k + 1] ?? n));
    const next = cuts.map((cut, k) => (k === 0 ? 0 : firstAbove(points, (means[k - 1] + means[k]) / 2, cut)));
    if (next.every((cut, k) => cut === cuts[k])) break;
    cuts = next;
  }
  return cuts;
}

/** The first index with points[index] > x, looked for around `guess`. */
function firstAbove(points: ArrayLike<number>, x: number, guess: number): number {
  let [low, high, reach] = [guess, guess, 1];
  for (; low > 0 && points[low - 1] > x; reach *= 2) [low, high] = [Math.max(low - reach, 0), low - 1];
  for (; high < points.length && points[high] <= x; reach *= 2)
    [low, high] = [high + 1, Math.min(high + reach, points.length)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
