import { checkOneOf } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { type Histogram, NON_FINITE, type NonFinite } from '../statistics/histogram.js';
import { Sketch } from '../statistics/sketch.js';
import type { Json } from '../state.js';
import type { Range, RangeAccumulator } from '../range.js';

/** What every tracker over a sketch can be told. */
export interface SketchTrackerOptions {
  /** The most cells a channel, an integer in [16, 65536]. Defaults to 2048. */
  readonly cells?: number;
  /**
   * What NaN and infinities do: `error` ends the stream with a message that says where; `skip` leaves them out and
   * counts them; `propagate` gives the channel the range that minMax would give it. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

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
 */
export function sketchTracker(
  who: string,
  { cells = 2048, nonFinite = 'error' }: SketchTrackerOptions,
  choose: (h: Histogram) => Interval,
): SketchTracker {
  checkOneOf(who, 'nonFinite', nonFinite, NON_FINITE);
  return new Tracker(who, new Sketch(who, cells, nonFinite), choose);
}

class Tracker implements SketchTracker {
  constructor(
    private readonly who: string,
    private readonly sketch: Sketch,
    private readonly choose: (h: Histogram) => Interval,
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
    });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof Tracker) || other.who !== this.who) {
      throw new OptionTypeError(`${this.who}: merges only with another ${this.who}`);
    }
    this.sketch.merge(other.sketch);
  }

  save(): Json {
    return this.sketch.save();
  }

  restore(saved: unknown): void {
    this.sketch.restore(saved);
  }

  reset(): void {
    this.sketch.reset();
  }
}
