import { kolmogorovSmirnov } from '../statistics/kolmogorovSmirnov.js';
import type { Histogram } from '../statistics/histogram.js';
import type { Range } from './range.js';

/** Why a range no longer fits: what was found in a channel, and what was allowed. */
export interface DriftReason {
  /** Name of the channel. */
  readonly channel: string;
  /**
   * `clipping`: share of the block's samples outside of the range; `ratio`: width of the block's own range over that in force;
   * `distance`: largest difference between the distribution functions of block and calibration.
   */
  readonly cause: 'clipping' | 'ratio' | 'distance';
  readonly value: number;
  /** The most allowed; for a `ratio` below 1 the least. */
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

/** sqrt(-ln(alpha / 2) / 2) for alpha = 1e-6: two samples of one distribution are this far apart once in a million times. */
const CRITICAL = Math.sqrt(-Math.log(0.5e-6) / 2);

/**
 * What in a block speaks against the range in force. The distance must also exceed what chance makes of so few samples: 2.69 sqrt((n + m) / (n m)),
 * the Kolmogorov-Smirnov bound at one in a million.
 */
export function driftOf(e: DriftEvidence, limits: DriftLimits): DriftReason[] {
  return e.names.flatMap((channel, c) => {
    const reasons: DriftReason[] = [];
    const [now, then] = [e.block[c], e.calibration[c]];
    if (now.count === 0) return reasons;
    const clipping = e.clipped[c] / now.count;
    if (clipping > limits.clipping) reasons.push({ channel, cause: 'clipping', value: clipping, limit: limits.clipping });
    const width = (r: Range) => r.max[c] - r.min[c];
    const ratio = width(e.blockRange) === width(e.range) ? 1 : width(e.blockRange) / width(e.range);
    if (ratio > limits.ratio) reasons.push({ channel, cause: 'ratio', value: ratio, limit: limits.ratio });
    if (ratio < 1 / limits.ratio) reasons.push({ channel, cause: 'ratio', value: ratio, limit: 1 / limits.ratio });
    if (then.count > 0) {
      const limit = Math.max(limits.distance, CRITICAL * Math.sqrt((now.count + then.count) / (now.count * then.count)));
      const value = kolmogorovSmirnov(now, then);
      if (value > limit) reasons.push({ channel, cause: 'distance', value, limit });
    }
    return reasons;
  });
}
