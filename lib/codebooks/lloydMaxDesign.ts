import { checkInteger } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Density } from './density.js';
import type { LevelDesign } from './levelDesign.js';
import { startingLevels } from './startingLevels.js';

/** Options of {@link lloydMaxDesign}. */
export interface LloydMaxDesignOptions {
  /** Number of levels, an integer in [1, 4096]. */
  readonly levels: number;
  readonly density: Density;
}

const MOST_STEPS = 10000;

const OPTIONS: OptionKeys<LloydMaxDesignOptions> = { levels: true, density: true };

/**
 * The levels of least mean squared error for a density: each the mean of its interval, each threshold midway between two
 * levels.
 *
 * Newton's method on the levels (the system is tridiagonal), begun near the best levels for points of the density (up to 64
 * levels) or where Panter and Dite's law puts them, each step taken only where it keeps the order and does not raise the
 * error, else one of Lloyd's. For a log-concave density (Gaussian, Laplacian, uniform) the optimum found is the only one;
 * else it may be a local one. Under an even density levels are exact opposites wherever that is no worse.
 *
 * @see S. P. Lloyd, IEEE Trans. IT-28 (1982), 129-137; J. Max, IRE Trans. IT-6 (1960), 7-12; P. F. Panter, W. Dite, Proc.
 * IRE 39 (1951), 44-48
 */
export function lloydMaxDesign(options: LloydMaxDesignOptions): LevelDesign {
  const { levels: count, density } = checkOptions('lloydMaxDesign', options, OPTIONS);
  checkInteger('lloydMaxDesign', 'levels', count, 1, 4096);
  let levels: readonly number[] = startingLevels(density, count);
  let thresholds = between(levels);
  let distortion = distortionOf(density, levels, thresholds);
  const span = density.support[1] - density.support[0];
  for (let step = 0; ; step++) {
    if (step === MOST_STEPS) {
      throw new OptionRangeError(
        `lloydMaxDesign: found no optimum of ${count} levels for this density; take fewer levels`,
      );
    }
    const means = meansOf(density, levels, thresholds);
    const newton = newtonStep(density, levels, thresholds, means);
    const ascends = newton.every((x, k) => k === 0 || x > newton[k - 1]);
    // the sums behind the error have a rounding error of some 1e-16 of the signal's power
    const quick = ascends && distortionOf(density, newton, between(newton)) <= distortion + 1e-14 * span * span;
    const next = quick ? newton : means;
    const moved = levels.reduce((most, x, k) => Math.max(most, Math.abs(next[k] - x)), 0);
    levels = next;
    thresholds = between(levels);
    distortion = distortionOf(density, levels, thresholds);
    // after so short a step of Newton's method only rounding is left; Lloyd's steps shrink slowly, so they go on to the end
    if (moved <= span * (quick ? 1e-10 : 1e-16)) break;
  }
  const even = mirrored(density, levels);
  return distortionOf(density, even, between(even)) <= distortion + 1e-14 * span * span
    ? designOf(density, even, between(even))
    : designOf(density, levels, thresholds);
}

/**
 * Levels made exact opposites where the density is even, so that the middle one of an odd number is 0 to the last bit.
 * A Laplacian needs this too: shifting all its levels by d costs some |d|^3 only, so that they are found to 1e-8 at first.
 */
function mirrored({ pdf, support: [low, high] }: Density, levels: readonly number[]): readonly number[] {
  const even = low === -high && levels.every(x => pdf(x) === pdf(-x));
  return even ? levels.map((x, k) => (x - levels[levels.length - 1 - k]) / 2) : levels;
}

/** Levels and thresholds with the error and the entropy that a density gives them. */
export function designOf(density: Density, levels: readonly number[], thresholds: readonly number[]): LevelDesign {
  let entropy = 0;
  forCells(thresholds, levels.length, (_, a, b) => {
    const mass = density.mass(a, b);
    if (mass > 0) entropy -= mass * Math.log2(mass);
  });
  return Object.freeze({
    levels: Object.freeze([...levels]),
    thresholds: Object.freeze([...thresholds]),
    distortion: distortionOf(density, levels, thresholds),
    entropy: Math.max(entropy, 0),
  });
}

/** Midpoints of neighbours. */
function between(levels: readonly number[]): number[] {
  return levels.slice(1).map((x, k) => (levels[k] + x) / 2);
}

function forCells(
  thresholds: readonly number[],
  count: number,
  visit: (k: number, a: number, b: number) => void,
): void {
  for (let k = 0; k < count; k++) {
    visit(k, k === 0 ? -Infinity : thresholds[k - 1], k === count - 1 ? Infinity : thresholds[k]);
  }
}

function distortionOf(density: Density, levels: readonly number[], thresholds: readonly number[]): number {
  let sum = 0;
  forCells(thresholds, levels.length, (k, a, b) => (sum += density.error(a, b, levels[k])));
  return sum;
}

/** Mean of each interval; an interval without mass keeps its level. */
function meansOf(density: Density, levels: readonly number[], thresholds: readonly number[]): number[] {
  const means: number[] = [];
  forCells(thresholds, levels.length, (k, a, b) => {
    const mass = density.mass(a, b);
    means.push(mass > 0 ? density.first(a, b) / mass : levels[k]);
  });
  return means;
}

/**
 * One step of Newton's method for levels = means: the mean of [a, b] grows by p(a) (mean - a) / mass with a and by
 * p(b) (b - mean) / mass with b, and each end moves by half of either neighbouring level. Solved by elimination.
 */
function newtonStep(
  density: Density,
  levels: readonly number[],
  thresholds: readonly number[],
  means: readonly number[],
): number[] {
  const n = levels.length;
  const [upper, right] = [new Float64Array(n), new Float64Array(n)];
  forCells(thresholds, n, (k, a, b) => {
    const mass = density.mass(a, b);
    const withLow = k > 0 && mass > 0 ? (density.pdf(a) * (means[k] - a)) / (2 * mass) : 0;
    const withHigh = k < n - 1 && mass > 0 ? (density.pdf(b) * (b - means[k])) / (2 * mass) : 0;
    const pivot = 1 - withLow - withHigh + (k > 0 ? withLow * upper[k - 1] : 0);
    upper[k] = -withHigh / pivot;
    right[k] = (means[k] - levels[k] + (k > 0 ? withLow * right[k - 1] : 0)) / pivot;
  });
  const next = [...levels];
  for (let k = n - 1, step = 0; k >= 0; k--) {
    step = right[k] - upper[k] * step;
    next[k] += step;
  }
  return next;
}
