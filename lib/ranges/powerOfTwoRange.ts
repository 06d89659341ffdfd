import { checkOneOf, checkStrategy } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadState } from '../state.js';
import { type Range, rangeNotes } from '../range.js';
import type { RangeAccumulator, RangeTracker } from '../rangeTracker.js';

/** Options of {@link powerOfTwoRange}. */
export interface PowerOfTwoRangeOptions {
  /**
   * `up`: the least power of two that covers the peak; `nearest`: the nearest by ratio, which may cut off up to 3 dB.
   * Defaults to `up`.
   */
  readonly rounding?: 'up' | 'nearest';
}

const OPTIONS: OptionKeys<PowerOfTwoRangeOptions> = { rounding: true };

/**
 * Any tracker with its range rounded to a power of two: with the peak max(-min, max) rounded to 2^n, the range of a
 * channel becomes [-2^n, 2^n], [0, 2^n] where nothing lies below 0, [-2^n, 0] where nothing lies above. So the step of
 * 2^b codes is a power of two as well. [0, 0], NaN and infinite ends stay.
 *
 * Merges where the tracker does.
 */
export function powerOfTwoRange(tracker: RangeAccumulator, options?: PowerOfTwoRangeOptions): RangeAccumulator;
export function powerOfTwoRange(tracker: RangeTracker, options?: PowerOfTwoRangeOptions): RangeTracker;
export function powerOfTwoRange(
  tracker: RangeTracker | RangeAccumulator,
  options: PowerOfTwoRangeOptions = {},
): RangeTracker {
  const { rounding = 'up' } = checkOptions('powerOfTwoRange', options, OPTIONS);
  checkStrategy('powerOfTwoRange', 'tracker', tracker, 'push');
  checkOneOf('powerOfTwoRange', 'rounding', rounding, ['up', 'nearest']);
  return new PowerOfTwoRange(tracker, rounding);
}

class PowerOfTwoRange implements RangeAccumulator {
  constructor(
    private readonly tracker: RangeTracker | RangeAccumulator,
    private readonly rounding: 'up' | 'nearest',
  ) {}

  push(f: Frame): void {
    this.tracker.push(f);
  }

  value(): Range {
    const inner = this.tracker.value();
    const { min, max } = inner;
    const peaks = min.map((low, c) => powerOfTwo(Math.max(-low, max[c]), this.rounding));
    return Object.freeze({
      min: Object.freeze(min.map((low, c) => (low < 0 ? -peaks[c] : keep(low)))),
      max: Object.freeze(max.map((high, c) => (high > 0 ? peaks[c] : keep(high)))),
      ...rangeNotes(inner),
    });
  }

  merge(other: RangeAccumulator): void {
    const mine = this.tracker;
    if (!(other instanceof PowerOfTwoRange) || !('merge' in mine) || !('merge' in other.tracker)) {
      throw new OptionTypeError('powerOfTwoRange: merges only with another powerOfTwoRange, of a tracker that merges');
    }
    mine.merge(other.tracker);
  }

  save(): Json {
    return { who: 'powerOfTwoRange', version: 1, tracker: this.tracker.save() };
  }

  restore(saved: unknown): void {
    this.tracker.restore(loadState('powerOfTwoRange', 1, saved).tracker);
  }

  reset(): void {
    this.tracker.reset();
  }
}

/** An end on the side where no sample lies: 0, or NaN as it came. */
function keep(end: number): number {
  return Number.isNaN(end) ? end : 0;
}

function powerOfTwo(x: number, rounding: 'up' | 'nearest'): number {
  if (!(x > 0 && x < Infinity)) return x;
  let n = Math.floor(Math.log2(x));
  if (2 ** n > x) n--; // the logarithm may round up
  const low = 2 ** n;
  const ratio = x / low; // in [1, 2)
  return ratio > (rounding === 'up' ? 1 : Math.SQRT2) ? 2 * low : low;
}
