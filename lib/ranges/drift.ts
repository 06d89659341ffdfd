import type { Histogram } from '../statistics/histogram.js';
import { histogramMoments } from '../statistics/histogramMoments.js';
import { kolmogorovSmirnov } from '../statistics/kolmogorovSmirnov.js';
import type { Excess } from './excess.js';
import { intervalOf, type Range } from '../range.js';

/** Why a range no longer fits: what was found in a channel, and what was allowed. */
export interface DriftReason {
  /** Name of the channel. */
  readonly channel: string;
  /**
   * `clipping`: share of the samples outside of the range; `ratio`: width of the samples' own range over that in
   * force; `overload`: power of what exceeds the range, over the variance of the calibration; `distance`: largest difference between the distribution functions of samples and calibration; `shift`: move of the mean, in
   * standard deviations of the calibration; `spread`: standard deviation over that of the calibration.
   */
  readonly cause: 'clipping' | 'overload' | 'ratio' | 'distance' | 'shift' | 'spread';
  readonly value: number;
  /** The most allowed, what chance may add with it; for a `spread` below 1 the least. */
  readonly limit: number;
}

/** Limits of what a stretch may show. */
export interface DriftLimits {
  readonly clipping: number;
  readonly overload: number;
  readonly ratio: number;
  readonly distance: number;
  readonly shift: number;
  readonly spread: number;
}

/** A stretch of the stream beside the calibration. */
export interface Stretches {
  readonly names: readonly string[];
  readonly calibration: readonly Histogram[];
  readonly now: readonly Histogram[];
  /** Samples of each channel that count as one independent one: the signal's time from one side of its mean to the other. */
  readonly memory: readonly number[];
}

/** A short stretch beside what the range in force was taken from. */
export interface DriftEvidence extends Stretches {
  readonly range: Range;
  /** Range of the stretch itself. */
  readonly ownRange: Range;
  readonly clipped: readonly number[];
  /** What exceeds the range. */
  readonly excess: Pick<Excess, 'squares' | 'times'>;
}

/** How often chance may look like drift. */
const CHANCE = 1e-6;
/** Standard deviations that a normal figure exceeds so seldom, to either side. */
const SIGMAS = 4.892;

/**
 * The largest rate that chance makes of n samples whose true rate is `rate`. S. N. Bernstein's inequality (1924),
 * solved for the rate
 */
function rateBound(rate: number, n: number): number {
  const few = -Math.log(CHANCE) / n;
  return rate + few / 3 + Math.sqrt((few / 3) ** 2 + 2 * rate * (1 - rate) * few);
}

/**
 * The largest distance that chance makes of n and m samples of one distribution. N. V. Smirnov (1948), asymptotic form
 */
function distanceBound(n: number, m: number): number {
  return Math.sqrt((-Math.log(CHANCE / 2) / 2) * ((n + m) / (n * m)));
}

/** Excursions from the range that are more than chance or spikes, and samples that one is measured against at least. */
const FEW = 3;
const MANY = 1024;

/**
 * Channels whose samples leave the range with power: several times, and with more power than `overload` times the variance of the
 * calibration, over the stretch or 1024 samples.
 */
export function overloadOf({ names, calibration, now, excess }: DriftEvidence, limits: DriftLimits): DriftReason[] {
  return names.flatMap((channel, c): DriftReason[] => {
    if (now[c].count === 0 || calibration[c].count === 0 || !(excess.times[c] >= FEW)) return [];
    const { variance } = histogramMoments(calibration[c]);
    const value = variance > 0 ? excess.squares[c] / Math.max(now[c].count, MANY) / variance : Infinity;
    return value > limits.overload ? [{ channel, cause: 'overload', value, limit: limits.overload }] : [];
  });
}

/**
 * Whether all that has happened to channels is that they have become smaller: within the range, and of less standard deviation. That
 * costs resolution and no sample, and may be over soon: a machine that stops.
 */
export function onlySmaller(
  { names, calibration, now, range, ownRange }: Omit<DriftEvidence, 'clipped' | 'excess' | 'memory'>,
  channels: readonly string[],
  factor = SMALLER,
): boolean {
  return names.every((name, c) => {
    if (!channels.includes(name)) return true;
    const [own, force] = [intervalOf(ownRange, c), intervalOf(range, c)];
    const [was, is] = [histogramMoments(calibration[c]).variance, histogramMoments(now[c]).variance];
    const slack = SLACK * (force[1] - force[0]);
    return own[0] >= force[0] - slack && own[1] <= force[1] + slack && is < was / factor;
  });
}

/** Share of the range by which a sample more or less may lie outside. */
const SLACK = 0.02;
/** Ratio of variances from which on a signal counts as smaller. */
const SMALLER = 1.3;

/**
 * What in a short stretch speaks against the range in force: clipping, width, distribution. Clipping and distance must also exceed
 * what chance makes of so few independent samples, once in a million times.
 */
export function driftOf(e: DriftEvidence, limits: DriftLimits): DriftReason[] {
  return e.names.flatMap((channel, c) => {
    const reasons: DriftReason[] = [];
    const [now, then] = [e.now[c], e.calibration[c]];
    if (now.count === 0) return reasons;
    const independent = now.count / e.memory[c];
    const clipping = e.clipped[c] / now.count;
    const rate = rateBound(limits.clipping, independent);
    if (clipping > rate) reasons.push({ channel, cause: 'clipping', value: clipping, limit: rate });
    const width = (r: Range) => intervalOf(r, c)[1] - intervalOf(r, c)[0];
    const ratio = width(e.ownRange) === width(e.range) ? 1 : width(e.ownRange) / width(e.range); // 0 / 0 is no change
    if (ratio > limits.ratio) reasons.push({ channel, cause: 'ratio', value: ratio, limit: limits.ratio });
    if (then.count > 0) {
      const limit = Math.max(limits.distance, distanceBound(independent, then.count / e.memory[c]));
      const value = kolmogorovSmirnov(now, then);
      if (value > limit) reasons.push({ channel, cause: 'distance', value, limit });
    }
    return reasons;
  });
}

/**
 * What in a long stretch speaks against the calibration: another mean or another standard deviation, beyond what chance makes of so
 * many independent samples, once in a million times. The variance of log(sigma) is (kurtosis - 1) / (4 n).
 */
export function slowDriftOf({ names, calibration, now, memory }: Stretches, limits: DriftLimits): DriftReason[] {
  return names.flatMap((channel, c) => {
    if (now[c].count === 0 || calibration[c].count === 0) return [];
    const [a, b] = [histogramMoments(calibration[c]), histogramMoments(now[c])];
    if (!(a.variance > 0)) return []; // a constant: its width tells
    const reasons: DriftReason[] = [];
    const few = memory[c] / a.count + memory[c] / b.count;
    const value = Math.abs(b.mean - a.mean) / Math.sqrt(a.variance);
    const most = Math.max(limits.shift, SIGMAS * Math.sqrt(few));
    if (value > most) reasons.push({ channel, cause: 'shift', value, limit: most });
    const spread = Math.sqrt(b.variance / a.variance);
    const factor = Math.max(limits.spread, Math.exp((SIGMAS / 2) * Math.sqrt((a.kurtosis - 1) * few)));
    if (spread > factor) reasons.push({ channel, cause: 'spread', value: spread, limit: factor });
    if (spread < 1 / factor) reasons.push({ channel, cause: 'spread', value: spread, limit: 1 / factor });
    return reasons;
  });
}
