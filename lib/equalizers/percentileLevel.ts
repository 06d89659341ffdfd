import { checkNumber } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Level } from './level.js';

/** Options of {@link percentileLevel}. */
export interface PercentileLevelOptions {
  /** Percentage of the samples whose magnitude may be as large, in (0, 100]. Defaults to 99. */
  readonly percentile?: number;
}

const OPTIONS: OptionKeys<PercentileLevelOptions> = { percentile: true };

/**
 * A percentile of the magnitudes of a block, smoothed as an amplitude: a single spike does not turn the gain down.
 *
 * The rule is nearest rank: of n magnitudes in rising order the one numbered ceil(n * percentile / 100), counted from 1.
 *
 * @see R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, Am. Stat. 50 (1996), definition 1
 */
export function percentileLevel(options: PercentileLevelOptions = {}): Level {
  const { percentile = 99 } = checkOptions('percentileLevel', options, OPTIONS);
  checkNumber('percentileLevel', 'percentile', percentile, 'in (0, 100]', p => p > 0 && p <= 100);
  return {
    name: 'percentile',
    of(x, begin, end) {
      const magnitudes = x.slice(begin, end);
      for (let i = 0; i < magnitudes.length; i++) magnitudes[i] = Math.abs(magnitudes[i]);
      magnitudes.sort(); // NaN comes last
      const largest = magnitudes[magnitudes.length - 1];
      if (!Number.isFinite(largest)) return largest;
      return magnitudes[Math.ceil((magnitudes.length * percentile) / 100) - 1];
    },
    amplitude: smoothed => smoothed,
  };
}
