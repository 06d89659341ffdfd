import type { Summary } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { BandOptions } from './bandTaps.js';
import { checkTotalFits, type TotalOptions, totalOptions } from './channelTotal.js';
import { checkPair, ComparedRow, type Comparison } from './comparison.js';
import { filteredMeter } from './filteredMeter.js';
import { type RecentReport, recentReport } from './recentReport.js';
import { varianceOf } from './sqnrFigures.js';

/** Options of {@link slidingSqnrMeter}. */
export interface SlidingSqnrOptions extends TotalOptions, BandOptions {
  /** Length of the window, an integer in [1, 2^22]. */
  readonly samples: number;
}

/** The most samples held, over all channels. */
const MOST = 2 ** 25;

const OPTIONS: OptionKeys<SlidingSqnrOptions> = {
  samples: true,
  weights: true,
  pooled: true,
  band: true,
  weighting: true,
};

/**
 * SQNR of the last `samples` absolute indices, about their mean. Samples and errors are held and added when a report is asked
 * for, so no rounding error outlives the window: a spike leaves no trace once it has left.
 *
 * Indices that a gap left out, NaN and infinite samples do not count. Memory: 16 bytes per sample and channel. A report takes two passes
 * over the window.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples, when time runs backwards, or when
 * channels times samples exceed 2^25
 */
export function slidingSqnrMeter(options: SlidingSqnrOptions): Summary<Comparison, RecentReport> {
  const { samples, weights, pooled, ...band } = checkOptions('slidingSqnrMeter', options, OPTIONS);
  checkInteger('slidingSqnrMeter', 'samples', samples, 1, 2 ** 22);
  const total = totalOptions('slidingSqnrMeter', weights, pooled);
  return filteredMeter('slidingSqnrMeter', band, () => new SlidingSqnrMeter(samples, total));
}

class SlidingSqnrMeter implements Summary<Comparison, RecentReport> {
  private info: StreamInfo | undefined;
  private end = 0; // absolute index behind the last sample
  // what belongs to index i stands at i modulo the window, shape (channels, samples): sensor values, NaN where there is none, and errors
  private x = new Float64Array(0);
  private e = new Float64Array(0);
  private readonly row = new ComparedRow();

  constructor(
    private readonly samples: number,
    private readonly total: TotalOptions,
  ) {}

  push(comparison: Comparison): void {
    const { reference } = comparison;
    if (this.info) checkFollows('slidingSqnrMeter', reference, this.info, this.end);
    else this.begin(reference.info, reference.start);
    checkPair('slidingSqnrMeter', comparison);
    const { channels, length, start } = reference;
    const { x, e, samples } = this;
    for (let i = Math.max(this.end, start - samples); i < start; i++) {
      for (let c = 0; c < channels; c++) x[c * samples + this.slot(i)] = NaN;
    }
    this.end = start + length;
    const first = Math.max(length - samples, 0);
    for (let c = 0; c < channels; c++) {
      this.row.read(comparison, c);
      const { x: v, y, at, yAt, scale, centre, ratio, drop } = this.row;
      let slot = this.slot(start + first);
      for (let i = first; i < length; i++) {
        x[c * samples + slot] = v[at + i] * scale + centre;
        e[c * samples + slot] = (v[at + i] - y[yAt + i] * ratio) * scale + drop;
        if (++slot === samples) slot = 0;
      }
    }
  }

  value(): RecentReport {
    const { x, e, samples } = this;
    return recentReport(this.info, this.total, c => {
      let [pivot, sum, squares, noise, count] = [NaN, 0, 0, 0, 0];
      for (let i = c * samples; i < (c + 1) * samples; i++) {
        if (x[i] - x[i] !== 0) continue;
        if (count === 0) pivot = x[i];
        const d = x[i] - pivot;
        sum += d;
        squares += d * d;
        noise += e[i] * e[i];
        count++;
      }
      if (count === 0) return { mean: 0, variance: 0, noise: 0, weight: 0 };
      const variance = varianceOf(count, sum, squares);
      return { mean: pivot + sum / count, variance, noise: noise / count, weight: count };
    });
  }

  save(): Json {
    return {
      who: 'slidingSqnrMeter',
      version: 2,
      samples: this.samples,
      info: this.info ? saveInfo(this.info) : null,
      end: this.end,
      x: saveNumbers(this.x),
      e: saveNumbers(this.e),
    };
  }

  restore(saved: unknown): void {
    const { samples, info, end, x, e } = loadState('slidingSqnrMeter', 2, saved);
    this.reset();
    if (samples !== this.samples || !Number.isSafeInteger(end)) {
      throw new FormatError(
        'format-state',
        `slidingSqnrMeter: the saved state is damaged, or not of ${this.samples} samples`,
      );
    }
    if (info === null) return;
    const stream = loadInfo('slidingSqnrMeter', info);
    const held = stream.names.length * this.samples;
    const [xs, es] = [loadNumbers('slidingSqnrMeter', x, held), loadNumbers('slidingSqnrMeter', e, held)];
    this.begin(stream, end as number);
    this.x.set(xs);
    this.e.set(es);
  }

  reset(): void {
    this.info = undefined;
    this.end = 0;
    this.x = this.e = new Float64Array(0);
  }

  private slot(index: number): number {
    return ((index % this.samples) + this.samples) % this.samples;
  }

  private begin(info: StreamInfo, start: number): void {
    const held = info.names.length * this.samples;
    if (held > MOST) {
      throw new DataError(
        'data-channels',
        `slidingSqnrMeter: channels times samples must be at most ${MOST}, got ${held}; shorten the window`,
      );
    }
    checkTotalFits('slidingSqnrMeter', this.total, info);
    this.info = info;
    this.end = start;
    this.x = new Float64Array(held).fill(NaN);
    this.e = new Float64Array(held);
  }
}
