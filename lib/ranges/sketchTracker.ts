import type { OptionKeys } from '../options.js';
import { checkOneOf } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { type Histogram, NON_FINITE, type NonFinite } from '../statistics/histogram.js';
import { Sketch } from '../statistics/sketch.js';
import { type Json, loadState, type SavedOptions } from '../state.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';

/** What every tracker over a sketch can be told. */
export interface SketchTrackerOptions {
  /** The most cells a channel, an integer in [16, 65536]. Defaults to 16384. */
  readonly cells?: number;
  /**
   * What NaN and infinities do: `error` ends the stream with a message that says where; `skip` leaves them out and
   * counts them; `propagate` gives the channel the range that minMax would give it. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

/** Names of {@link SketchTrackerOptions}. */
export const SKETCH_TRACKER_OPTIONS: OptionKeys<SketchTrackerOptions> = { cells: true, nonFinite: true };

/** A tracker that takes its range from a sketch of the samples. */
export interface SketchTracker extends RangeAccumulator {
  /** What the sketch has counted, one histogram a channel: zeros, infinities and NaN apart. */
  histograms(): readonly Histogram[];
}

/** An interval, both ends inside the extremes of the histogram. */
export type Interval = readonly [min: number, max: number];

/**
 * A tracker whose range is what `choose` makes of each channel's histogram; `choose` sees only histograms with samples.
 * A channel of which no sample counted has the range [0, 0].
 *
 * @internal
 *
 * @param notes   what the range says of itself
 * @param options what the rule depends on beside them; a state saved under others is refused
 */
export function sketchTracker(
  who: string,
  { cells = 16384, nonFinite = 'error' }: SketchTrackerOptions,
  choose: (h: Histogram) => Interval,
  notes: Pick<Range, 'bits' | 'clips'> = {},
  options: SavedOptions = {},
): SketchTracker {
  checkOneOf(who, 'nonFinite', nonFinite, NON_FINITE);
  return new Tracker(who, new Sketch(who, cells, nonFinite), choose, notes, { ...options, ...notes });
}

class Tracker implements SketchTracker {
  constructor(
    private readonly who: string,
    private readonly sketch: Sketch,
    private readonly choose: (h: Histogram) => Interval,
    private readonly notes: Pick<Range, 'bits' | 'clips'>,
    private readonly options: SavedOptions,
  ) {}

  push(f: Frame): void {
    this.sketch.push(f);
  }

  histograms(): readonly Histogram[] {
    return this.sketch.value();
  }

  value(): Range {
    const intervals = this.sketch.value().map(h => {
      const poisoned = !Number.isFinite(h.min) || !Number.isFinite(h.max);
      return poisoned || h.min === h.max ? ([h.min, h.max] as const) : this.choose(h);
    });
    return Object.freeze({
      min: Object.freeze(intervals.map(([min]) => min + 0)),
      max: Object.freeze(intervals.map(([, max]) => max + 0)),
      ...this.notes,
    });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof Tracker) || other.who !== this.who) {
      throw new OptionTypeError(`${this.who}: merges only with another ${this.who}`);
    }
    this.sketch.merge(other.sketch);
  }

  save(): Json {
    return { who: this.who, version: 2, options: this.options, sketch: this.sketch.save() };
  }

  restore(saved: unknown): void {
    this.sketch.restore(loadState(this.who, 2, saved, this.options).sketch);
  }

  reset(): void {
    this.sketch.reset();
  }
}
