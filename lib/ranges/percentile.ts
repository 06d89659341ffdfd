import { checkNumber, checkOneOf } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { type Histogram, NON_FINITE } from '../statistics/histogram.js';
import { quantile, rankError } from '../statistics/quantile.js';
import { Sketch } from '../statistics/sketch.js';
import { Tails } from '../statistics/tails.js';
import { type Json, loadState } from '../state.js';
import { SKETCH_TRACKER_OPTIONS, type SketchTracker, type SketchTrackerOptions } from './sketchTracker.js';

/** Options of {@link percentile}. */
export interface PercentileOptions extends SketchTrackerOptions {
  /** Share of the samples that the range keeps, in percent, in [50, 100]. Defaults to 99.99. */
  readonly percentile?: number;
}

const OPTIONS: OptionKeys<PercentileOptions> = { ...SKETCH_TRACKER_OPTIONS, percentile: true };

/**
 * Leaves out the same share of samples on both sides: the ends are the quantiles (100 - p) / 200 and 1 - (100 - p) /
 * 200 of each channel, by the rule of {@link quantile}. 100 is min-max. The range says that it clips, as asked.
 *
 * Exact while at most 256 samples of a channel lie beyond an end, so a far spike does not coarsen it: at 99.99 % up to five million
 * samples. From then on it is the sketch's, off by less than a cell, and the range says `coarse` where that cell holds more samples than the
 * tail.
 *
 * Bit for bit the same for any cutting, order and merging.
 */
export function percentile(options: PercentileOptions = {}): SketchTracker {
  const {
    percentile: share = 99.99,
    cells = 16384,
    nonFinite = 'error',
  } = checkOptions('percentile', options, OPTIONS);
  checkNumber('percentile', 'percentile', share, 'a number in [50, 100]', x => x >= 50 && x <= 100);
  checkOneOf('percentile', 'nonFinite', nonFinite, NON_FINITE);
  return new Percentile(share, new Sketch('percentile', cells, nonFinite));
}

class Percentile implements SketchTracker {
  private readonly tails = new Tails();

  constructor(
    private readonly share: number,
    private readonly sketch: Sketch,
  ) {}

  push(f: Frame): void {
    this.sketch.push(f);
    this.tails.push(f);
  }

  histograms(): readonly Histogram[] {
    return this.sketch.value();
  }

  value(): Range {
    const tail = (100 - this.share) / 200;
    let coarse = false as boolean; // set in the callbacks below
    const ends = this.sketch.value().map((h, c) => {
      if (!Number.isFinite(h.min) || !Number.isFinite(h.max) || h.count === 0) return [h.min, h.max];
      const rank = (p: number) => Math.min(Math.max(Math.ceil(p * h.count), 1), h.count);
      const exact = [this.tails.smallest(c, rank(tail)), this.tails.largest(c, h.count - rank(1 - tail) + 1)];
      return [tail, 1 - tail].map((p, k) => {
        if (exact[k] === undefined && rankError(h, p) > tail) coarse = true;
        return exact[k] ?? quantile(h, p);
      });
    });
    return Object.freeze({
      min: Object.freeze(ends.map(([min]) => min + 0)),
      max: Object.freeze(ends.map(([, max]) => max + 0)),
      ...(this.share < 100 && { clips: true as const }),
      ...(coarse && { coarse: true as const }),
    });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof Percentile)) throw new OptionTypeError('percentile: merges only with another percentile');
    this.sketch.merge(other.sketch);
    this.tails.merge(other.tails);
  }

  save(): Json {
    const { share, sketch, tails } = this;
    return { who: 'percentile', version: 2, options: { share }, sketch: sketch.save(), tails: tails.save() };
  }

  restore(saved: unknown): void {
    const state = loadState('percentile', 2, saved, { share: this.share });
    this.sketch.restore(state.sketch);
    this.tails.restore('percentile', state.tails);
  }

  reset(): void {
    this.sketch.reset();
    this.tails.reset();
  }
}
