import { kolmogorovSmirnov } from '../statistics/kolmogorovSmirnov.js';
import type { Histogram } from '../statistics/histogram.js';
import { intervalOf, type Range } from '../range.js';

/** Why a range no longer fits: what was found in a channel, and what was allowed. */
export interface DriftReason {
  /** Name of the channel. */
  readonly channel: string;
  /**
   * `clipping`: share of the block's samples outside of the range; `ratio`: width of the block's own range over that in
   * force; `distance`: largest difference between the distribution functions of block and calibration.
   */
  readonly cause: 'clipping' | 'ratio' | 'distance';
  readonly value: number;
  /** The most allowed, what chance may add with it; for a `ratio` below 1 the least. */
  readonly limit: number;
}

/** Limits of what a block may show. */
export interface DriftLimits {
  readonly clipping: number;
  readonly ratio: number;
  readonly distance: number;
}

/** A block beside what the range in force was taken from. */
export interface DriftEvidence {
  readonly names: readonly string[];
  readonly range: Range;
  readonly blockRange: Range;
  readonly clipped: readonly number[];
  readonly calibration: readonly Histogram[];
  readonly block: readonly Histogram[];
}

/** How often chance may look like drift, where samples are independent. */
const CHANCE = 1e-6;

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

/**
 * What in a block speaks against the range in force. Clipping and distance must also exceed what chance makes of so few
 * samples, once in a million times.
 */
export function driftOf(e: DriftEvidence, limits: DriftLimits): DriftReason[] {
  return e.names.flatMap((channel, c) => {
    const reasons: DriftReason[] = [];
    const [now, then] = [e.block[c], e.calibration[c]];
    if (now.count === 0) return reasons;
    const clipping = e.clipped[c] / now.count;
    const rate = rateBound(limits.clipping, now.count);
    if (clipping > rate) reasons.push({ channel, cause: 'clipping', value: clipping, limit: rate });
    const width = (r: Range) => intervalOf(r, c)[1] - intervalOf(r, c)[0];
    const ratio = width(e.blockRange) === width(e.range) ? 1 : width(e.blockRange) / width(e.range); // 0 / 0 is no change
    if (ratio > limits.ratio) reasons.push({ channel, cause: 'ratio', value: ratio, limit: limits.ratio });
    if (ratio < 1 / limits.ratio) reasons.push({ channel, cause: 'ratio', value: ratio, limit: 1 / limits.ratio });
    if (then.count > 0) {
      const limit = Math.max(limits.distance, distanceBound(now.count, then.count));
      const value = kolmogorovSmirnov(now, then);
      if (value > limit) reasons.push({ channel, cause: 'distance', value, limit });
    }
    return reasons;
  });
}
