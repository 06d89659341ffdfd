import type { Summary } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkPair, type Comparison, TestRow } from './comparison.js';
import { type RecentReport, recentReport } from './recentReport.js';

/** Options of {@link slidingSqnrMeter}. */
export interface SlidingSqnrOptions {
  /** Length of the window, an integer in [1, 2^22]. */
  readonly samples: number;
}

/** The most samples held, over all channels. */
const MOST = 2 ** 25;

/**
 * SQNR of the last `samples` absolute indices. The squares are held and added when a report is asked for, so no rounding
 * error outlives the window: a spike leaves no trace once it has left.
 *
 * Indices that a gap left out, NaN and infinite samples do not count. Memory: 8 bytes a sample and channel. A report takes a pass over
 * the window.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples, when time runs backwards, or when
 * channels times samples exceed 2^25
 */
export function slidingSqnrMeter({ samples }: SlidingSqnrOptions): Summary<Comparison, RecentReport> {
  checkInteger('slidingSqnrMeter', 'samples', samples, 1, 2 ** 22);
  return new SlidingSqnrMeter(samples);
}

class SlidingSqnrMeter implements Summary<Comparison, RecentReport> {
  private info: StreamInfo | undefined;
  private end = 0; // absolute index behind the last sample
  // sample of index i stands at i modulo the window, shape (channels, samples); NaN where there is none
  private x = new Float32Array(0);
  private y = new Float32Array(0);
  private readonly row = new TestRow();

  constructor(private readonly samples: number) {}

  push({ reference, test }: Comparison): void {
    if (this.info) checkFollows('slidingSqnrMeter', reference, this.info, this.end);
    else this.begin(reference.info, reference.start);
    checkPair('slidingSqnrMeter', { reference, test });
    const { channels, length, start, data } = reference;
    const { x, y, samples } = this;
    for (let i = Math.max(this.end, start - samples); i < start; i++) {
      for (let c = 0; c < channels; c++) x[c * samples + this.slot(i)] = NaN;
    }
    this.end = start + length;
    const first = Math.max(length - samples, 0);
    for (let c = 0; c < channels; c++) {
      this.row.read(test, c);
      const { samples: decoded, at } = this.row;
      let slot = this.slot(start + first);
      for (let i = first; i < length; i++) {
        x[c * samples + slot] = data[c * length + i];
        y[c * samples + slot] = decoded[at + i];
        if (++slot === samples) slot = 0;
      }
    }
  }

  value(): RecentReport {
    const { x, y, samples } = this;
    return recentReport(this.info, c => {
      let [power, noise, count] = [0, 0, 0];
      for (let i = c * samples; i < (c + 1) * samples; i++) {
        if (x[i] - x[i] !== 0) continue;
        const e = x[i] - y[i];
        power += x[i] * x[i];
        noise += e * e;
        count++;
      }
      return count > 0 ? [power / count, noise / count, count] : [0, 0, 0];
    });
  }

  save(): Json {
    return {
      who: 'slidingSqnrMeter',
      version: 1,
      samples: this.samples,
      info: this.info ? saveInfo(this.info) : null,
      end: this.end,
      x: saveNumbers(this.x),
      y: saveNumbers(this.y),
    };
  }

  restore(saved: unknown): void {
    const { samples, info, end, x, y } = loadState('slidingSqnrMeter', 1, saved);
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
    const [xs, ys] = [loadNumbers('slidingSqnrMeter', x, held), loadNumbers('slidingSqnrMeter', y, held)];
    this.begin(stream, end as number);
    this.x.set(xs);
    this.y.set(ys);
  }

  reset(): void {
    this.info = undefined;
    this.end = 0;
    this.x = this.y = new Float32Array(0);
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
    this.info = info;
    this.end = start;
    this.x = new Float32Array(held).fill(NaN);
    this.y = new Float32Array(held);
  }
}
