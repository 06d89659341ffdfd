import type { Summary } from '../accumulator.js';
import { checkNumber } from '../check.js';
import { FormatError } from '../errors.js';
import { checkSameStream, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkPair, type Comparison, TestRow } from './comparison.js';
import { type RecentReport, recentReport } from './recentReport.js';

/** Options of {@link emaSqnrMeter}. */
export interface EmaSqnrOptions {
  /** Time constant in samples, at least 1: what lies that far back weighs 1 / e. */
  readonly samples: number;
}

/**
 * SQNR of late: signal and error power under exponential forgetting, sample by sample, `m <- a m + (1 - a) x^2` with
 * a = exp(-1 / samples). Divided by the weights so far, 1 - a^n, the powers are unbiased from the first sample on.
 *
 * NaN and infinite samples do not count, and a gap forgets nothing: time is counted in samples seen.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples
 */
export function emaSqnrMeter({ samples }: EmaSqnrOptions): Summary<Comparison, RecentReport> {
  checkNumber('emaSqnrMeter', 'samples', samples, 'a finite number of at least 1', x => x >= 1);
  return new EmaSqnrMeter(samples);
}

class EmaSqnrMeter implements Summary<Comparison, RecentReport> {
  private info: StreamInfo | undefined;
  private means = new Float64Array(0); // power, noise, weight: (channels, 3)
  private readonly keep: number;
  private readonly row = new TestRow();

  constructor(private readonly samples: number) {
    this.keep = Math.exp(-1 / samples);
  }

  push({ reference, test }: Comparison): void {
    if (this.info) checkSameStream('emaSqnrMeter', reference, this.info);
    else this.begin(reference.info);
    checkPair('emaSqnrMeter', { reference, test });
    const { channels, length, data } = reference;
    const [keep, take] = [this.keep, 1 - this.keep];
    for (let c = 0; c < channels; c++) {
      this.row.read(test, c);
      const { samples: y, at } = this.row;
      let [power, noise, weight] = this.means.subarray(3 * c, 3 * c + 3);
      for (let i = 0; i < length; i++) {
        const x = data[c * length + i];
        if (x - x !== 0) continue;
        const e = x - y[at + i];
        power = keep * power + take * x * x;
        noise = keep * noise + take * e * e;
        weight = keep * weight + take;
      }
      this.means.set([power, noise, weight], 3 * c);
    }
  }

  value(): RecentReport {
    return recentReport(this.info, c => {
      const [power, noise, weight] = this.means.subarray(3 * c, 3 * c + 3);
      return weight > 0 ? [power / weight, noise / weight, 1] : [0, 0, 0];
    });
  }

  save(): Json {
    return {
      who: 'emaSqnrMeter',
      version: 1,
      samples: this.samples,
      info: this.info ? saveInfo(this.info) : null,
      means: saveNumbers(this.means),
    };
  }

  restore(saved: unknown): void {
    const { samples, info, means } = loadState('emaSqnrMeter', 1, saved);
    this.reset();
    if (samples !== this.samples) {
      throw new FormatError('format-state', `emaSqnrMeter: expected a state of ${this.samples} samples`);
    }
    if (info === null) return;
    const stream = loadInfo('emaSqnrMeter', info);
    const numbers = loadNumbers('emaSqnrMeter', means, 3 * stream.names.length);
    this.begin(stream);
    this.means.set(numbers);
  }

  reset(): void {
    this.info = undefined;
    this.means = new Float64Array(0);
  }

  private begin(info: StreamInfo): void {
    this.info = info;
    this.means = new Float64Array(3 * info.names.length);
  }
}
