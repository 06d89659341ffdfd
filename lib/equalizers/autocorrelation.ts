import type { Summary } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';

/** Options of {@link autocorrelation}. */
export interface AutocorrelationOptions {
  /** Largest lag in samples, an integer in [0, 1024]. */
  readonly lags: number;
}

const OPTIONS: OptionKeys<AutocorrelationOptions> = { lags: true };

/**
 * Autocorrelation of each channel at lags 0 to `lags`: r_k = (1/N) sum x[n] x[n-k], the biased estimate, which is positive
 * semidefinite. Products across a gap are left out. Sums are doubles, in the order of the samples.
 *
 * The value holds one list of lags + 1 numbers a channel; zeros before the first sample.
 *
 * @throws {DataError} from `push` at a NaN or an infinity
 * @see S. Haykin, Adaptive Filter Theory, section 3.3
 */
export function autocorrelation(options: AutocorrelationOptions): Summary<Frame, readonly (readonly number[])[]> {
  const { lags } = checkOptions('autocorrelation', options, OPTIONS);
  return new Autocorrelation(checkInteger('autocorrelation', 'lags', lags, 0, 1024));
}

class Autocorrelation implements Summary<Frame, readonly (readonly number[])[]> {
  private info: StreamInfo | undefined;
  private end = 0;
  private samples = 0;
  private sums: Float64Array[] = []; // of each channel, by lag
  private past: Float64Array[] = []; // the last `lags` samples of each channel, newest first

  constructor(private readonly lags: number) {}

  push(f: Frame): void {
    if (this.info) checkFollows('autocorrelation', f, this.info, this.end);
    else this.open(f.info);
    if (f.start > this.end) for (const p of this.past) p.fill(0);
    for (let c = 0; c < f.channels; c++) {
      const [sums, past] = [this.sums[c], this.past[c]];
      for (let i = c * f.length; i < (c + 1) * f.length; i++) {
        const x = f.data[i];
        sums[0] += x * x;
        if (x - x !== 0) throw nonFinite(f, c, i);
        for (let k = 0; k < past.length; k++) sums[k + 1] += x * past[k];
        past.copyWithin(1, 0);
        if (past.length > 0) past[0] = x;
      }
    }
    this.samples += f.length;
    this.end = f.start + f.length;
  }

  value(): readonly (readonly number[])[] {
    const { samples } = this;
    return this.sums.map(sums => Object.freeze(Array.from(sums, s => (samples === 0 ? 0 : s / samples))));
  }

  save(): Json {
    return {
      who: 'autocorrelation',
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      end: this.end,
      samples: this.samples,
      sums: this.sums.map(saveNumbers),
      past: this.past.map(saveNumbers),
    };
  }

  restore(saved: unknown): void {
    const state = loadState('autocorrelation', 1, saved);
    this.reset();
    if (state.info === null) return;
    const info = loadInfo('autocorrelation', state.info);
    const rows = (list: unknown, length: number) => {
      if (!Array.isArray(list) || list.length !== info.names.length || !Number.isSafeInteger(state.end)) {
        throw new FormatError('format-state', 'autocorrelation: the saved state is damaged');
      }
      return list.map(row => Float64Array.from(loadNumbers('autocorrelation', row, length)));
    };
    this.sums = rows(state.sums, this.lags + 1);
    this.past = rows(state.past, this.lags);
    this.samples = loadCount('autocorrelation', 'samples', state.samples);
    [this.info, this.end] = [info, state.end as number];
  }

  reset(): void {
    this.info = undefined;
    [this.end, this.samples, this.sums, this.past] = [0, 0, [], []];
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.sums = info.names.map(() => new Float64Array(this.lags + 1));
    this.past = info.names.map(() => new Float64Array(this.lags));
  }
}

function nonFinite(f: Frame, c: number, at: number): DataError {
  return new DataError(
    'data-non-finite',
    `autocorrelation: channel ${f.info.names[c]} is ${f.data[at]} at ` +
      `${when(f.info, f.start + at - c * f.length)}; put fillMissing in front`,
  );
}
