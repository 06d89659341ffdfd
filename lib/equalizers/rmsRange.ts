import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { Moments } from '../statistics/moments.js';
import type { Json } from '../state.js';

/**
 * The range mean - rms to mean + rms of each channel, rms that of its variation (the standard deviation of the population): what
 * {@link channelGain} needs to bring channels to a common rms value. It is no clipping range: give `equalize` a `headroom` of the
 * signal's crest factor or more.
 *
 * A channel without samples has the range [0, 0]. The sums are exact: the same bits for any cutting, order and merging.
 *
 * @throws {DataError} from `push` at a NaN or an infinity, saying which channel and when
 */
export function rmsRange(): RangeAccumulator {
  return new RmsRange();
}

class RmsRange implements RangeAccumulator {
  private readonly moments = new Moments('rmsRange', 'error');

  push(f: Frame): void {
    this.moments.push(f);
  }

  value(): Range {
    const ends = this.moments.value().map(({ count, mean, variance }) => {
      const rms = Math.sqrt(variance);
      return count === 0 ? [0, 0] : [mean - rms, mean + rms];
    });
    return Object.freeze({
      min: Object.freeze(ends.map(([low]) => low + 0)),
      max: Object.freeze(ends.map(([, high]) => high + 0)),
    });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof RmsRange)) throw new OptionTypeError('rmsRange: merges only with another rmsRange');
    this.moments.merge(other.moments);
  }

  save(): Json {
    return this.moments.save();
  }

  restore(saved: unknown): void {
    this.moments.restore(saved);
  }

  reset(): void {
    this.moments.reset();
  }
}
