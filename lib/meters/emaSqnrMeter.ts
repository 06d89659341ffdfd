import type { Summary } from '../accumulator.js';
import { checkNumber } from '../check.js';
import { FormatError } from '../errors.js';
import { checkSameStream, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { BandOptions } from './bandTaps.js';
import { checkTotalFits, type TotalOptions, totalOptions } from './channelTotal.js';
import { checkPair, ComparedRow, type Comparison } from './comparison.js';
import { filteredMeter } from './filteredMeter.js';
import { type RecentReport, recentReport } from './recentReport.js';

/** Options of {@link emaSqnrMeter}. */
export interface EmaSqnrOptions extends TotalOptions, BandOptions {
  /** Time constant in samples, at least 1: what lies that far back weighs 1 / e. */
  readonly samples: number;
}

/** Per channel: pivot, mean - pivot, variance, mean squared error, weight. */
const NUMBERS = 5;

const OPTIONS: OptionKeys<EmaSqnrOptions> = { samples: true, weights: true, pooled: true, band: true, weighting: true };

/**
 * SQNR of late, about the mean of late: mean, variance and error power under exponential forgetting, sample by sample,
 * with weights a^k, a = exp(-1 / samples), for the sample k back. Divided by the weights so far, they are unbiased from the first sample
 * on.
 *
 * NaN and infinite samples do not count, and a gap forgets nothing: time is counted in samples seen.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples
 * @see D. H. D. West, Updating mean and variance estimates: an improved method, CACM 22 (1979), 532-535
 */
export function emaSqnrMeter(options: EmaSqnrOptions): Summary<Comparison, RecentReport> {
  const { samples, weights, pooled, ...band } = checkOptions('emaSqnrMeter', options, OPTIONS);
  checkNumber('emaSqnrMeter', 'samples', samples, 'a finite number of at least 1', x => x >= 1);
  const total = totalOptions('emaSqnrMeter', weights, pooled);
  return filteredMeter('emaSqnrMeter', band, () => new EmaSqnrMeter(samples, total));
}

class EmaSqnrMeter implements Summary<Comparison, RecentReport> {
  private info: StreamInfo | undefined;
  private numbers = new Float64Array(0); // (channels, NUMBERS)
  private readonly keep: number;
  private readonly row = new ComparedRow();

  constructor(
    private readonly samples: number,
    private readonly total: TotalOptions,
  ) {
    this.keep = Math.exp(-1 / samples);
  }

  push(comparison: Comparison): void {
    const { reference } = comparison;
    if (this.info) checkSameStream('emaSqnrMeter', reference, this.info);
    else this.begin(reference.info);
    checkPair('emaSqnrMeter', comparison);
    const [keep, take] = [this.keep, 1 - this.keep];
    for (let c = 0; c < reference.channels; c++) {
      this.row.read(comparison, c);
      const { x, y, at, yAt, length, scale, centre, ratio, drop } = this.row;
      let [pivot, mean, variance, noise, weight] = this.numbers.subarray(c * NUMBERS, (c + 1) * NUMBERS);
      for (let i = 0; i < length; i++) {
        const v = x[at + i];
        if (v - v !== 0) continue;
        if (weight === 0) pivot = v * scale + centre;
        weight = keep * weight + take;
        const share = take / weight;
        const d = v * scale + (centre - pivot) - mean;
        const e = (v - y[yAt + i] * ratio) * scale + drop;
        mean += share * d;
        variance = (1 - share) * (variance + share * d * d);
        noise += share * (e * e - noise);
      }
      this.numbers.set([pivot, mean, variance, noise, weight], c * NUMBERS);
    }
  }

  value(): RecentReport {
    return recentReport(this.info, this.total, c => {
      const [pivot, mean, variance, noise, weight] = this.numbers.subarray(c * NUMBERS, (c + 1) * NUMBERS);
      return { mean: pivot + mean, variance, noise, weight: weight > 0 ? 1 : 0 };
    });
  }

  save(): Json {
    return {
      who: 'emaSqnrMeter',
      version: 2,
      samples: this.samples,
      info: this.info ? saveInfo(this.info) : null,
      numbers: saveNumbers(this.numbers),
    };
  }

  restore(saved: unknown): void {
    const { samples, info, numbers } = loadState('emaSqnrMeter', 2, saved);
    this.reset();
    if (samples !== this.samples) {
      throw new FormatError('format-state', `emaSqnrMeter: expected a state of ${this.samples} samples`);
    }
    if (info === null) return;
    const stream = loadInfo('emaSqnrMeter', info);
    const loaded = loadNumbers('emaSqnrMeter', numbers, NUMBERS * stream.names.length);
    this.begin(stream);
    this.numbers.set(loaded);
  }

  reset(): void {
    this.info = undefined;
    this.numbers = new Float64Array(0);
  }

  private begin(info: StreamInfo): void {
    checkTotalFits('emaSqnrMeter', this.total, info);
    this.info = info;
    this.numbers = new Float64Array(NUMBERS * info.names.length);
  }
}
