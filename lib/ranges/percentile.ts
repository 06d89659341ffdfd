import { checkNumber } from '../check.js';
import { quantile } from '../statistics/quantile.js';
import { sketchTracker, type SketchTracker, type SketchTrackerOptions } from './sketchTracker.js';

/** Options of {@link percentile}. */
export interface PercentileOptions extends SketchTrackerOptions {
  /** Share of the samples that the range keeps, in percent, in [50, 100]. Defaults to 99.99. */
  readonly percentile?: number;
}

/**
 * Leaves out the same share of samples on both sides: the ends are the quantiles (100 - p) / 200 and 1 - (100 - p) /
 * 200 of each channel, by the rule of {@link quantile}. 100 is min-max. The range says that it clips, as asked.
 *
 * Bit for bit the same for any cutting, order and merging.
 */
export function percentile({ percentile: share = 99.99, ...options }: PercentileOptions = {}): SketchTracker {
  checkNumber('percentile', 'percentile', share, 'a number in [50, 100]', x => x >= 50 && x <= 100);
  const tail = (100 - share) / 200;
  return sketchTracker(
    'percentile',
    options,
    h => [quantile(h, tail), quantile(h, 1 - tail)],
    share < 100 ? { clips: true } : {},
    { share },
  );
}
