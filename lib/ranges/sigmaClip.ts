import { checkPositive } from '../check.js';
import { FormatError, OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { Moments } from '../statistics/moments.js';
import type { NonFinite } from '../statistics/histogram.js';
import { type Json, loadState } from '../state.js';
import { minMax } from './minMax.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';

/** Options of {@link sigmaClip}. */
export interface SigmaClipOptions {
  /** Standard deviations on either side of the mean, > 0; commonly 2 or 3. Defaults to 3. */
  readonly k?: number;
  /**
   * What NaN and infinities do: `error` ends the stream; `skip` leaves them out; `propagate` gives the channel the
   * range that minMax would give it. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

const OPTIONS: OptionKeys<SigmaClipOptions> = { k: true, nonFinite: true };

/**
 * Mean - k sigma to mean + k sigma of each channel, drawn in to the extremes: one far spike widens it less than
 * min-max. Sigma is the standard deviation of the population. The range says that it clips, as asked: a signal that rests, or has two
 * humps, may lose most of what it says.
 *
 * The sums are exact: bit for bit the same for any cutting, order and merging. Memory: 20 KB a channel.
 */
export function sigmaClip(options: SigmaClipOptions = {}): RangeAccumulator {
  const { k = 3, nonFinite = 'error' } = checkOptions('sigmaClip', options, OPTIONS);
  return new SigmaClip(checkPositive('sigmaClip', 'k', k), nonFinite);
}

class SigmaClip implements RangeAccumulator {
  private readonly moments: Moments;
  private readonly extremes: RangeAccumulator;

  constructor(
    private readonly k: number,
    nonFinite: NonFinite,
  ) {
    this.moments = new Moments('sigmaClip', nonFinite === 'propagate' ? 'skip' : nonFinite);
    this.extremes = minMax({ nonFinite: nonFinite === 'error' ? 'skip' : nonFinite });
  }

  push(f: Frame): void {
    this.moments.push(f);
    this.extremes.push(f);
  }

  value(): Range {
    const { min, max } = this.extremes.value();
    const ends = this.moments.value().map(({ mean, variance, count }, c) => {
      if (count === 0 || !Number.isFinite(min[c]) || !Number.isFinite(max[c])) return [min[c], max[c]];
      const reach = this.k * Math.sqrt(variance);
      return [Math.max(mean - reach, min[c]) + 0, Math.min(mean + reach, max[c]) + 0];
    });
    return Object.freeze({
      min: Object.freeze(ends.map(([low]) => low)),
      max: Object.freeze(ends.map(([, high]) => high)),
      clips: true,
    });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof SigmaClip)) throw new OptionTypeError('sigmaClip: merges only with another sigmaClip');
    this.moments.merge(other.moments);
    this.extremes.merge(other.extremes);
  }

  save(): Json {
    return { who: 'sigmaClip', version: 1, moments: this.moments.save(), extremes: this.extremes.save() };
  }

  restore(saved: unknown): void {
    const { moments, extremes } = loadState('sigmaClip', 1, saved);
    this.moments.restore(moments);
    this.extremes.restore(extremes);
    if (this.moments.value().length !== this.extremes.value().min.length) {
      throw new FormatError('format-state', 'sigmaClip: the saved moments and extremes are of different streams');
    }
  }

  reset(): void {
    this.moments.reset();
    this.extremes.reset();
  }
}
