import type { Accumulator } from '../accumulator.js';
import { checkPositive } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { halfEven } from '../rounding.js';
import { type Json, loadState } from '../state.js';
import type { Comparison } from './comparison.js';
import { filteredMeter } from './filteredMeter.js';
import { type SegmentalFigures, type SegmentalReport, segmentalSqnrMeter } from './segmentalSqnrMeter.js';
import type { SqnrFigures, SqnrTotal } from './sqnrFigures.js';
import { sqnrMeter, type SqnrOptions, type SqnrReport } from './sqnrMeter.js';

/** Options of {@link liveSqnrMeter}. */
export interface LiveSqnrOptions extends SqnrOptions {
  /** Length of a window in seconds, above 0. Defaults to 1. A window has at least 64 samples, and 1024 where the rate is unknown. */
  readonly seconds?: number;
}

/** The value of a {@link liveSqnrMeter}. */
export interface LiveSqnrReport {
  /** Figures of the whole stream so far, and of its windows. One entry per channel. */
  readonly channels: readonly (SqnrFigures & { readonly name: string; readonly windows: SegmentalFigures })[];
  readonly total: SqnrTotal & { readonly windows: SegmentalFigures };
  /** Samples a window; NaN before the first frame. */
  readonly windowSamples: number;
  /** The same in seconds; NaN where the rate is unknown. */
  readonly windowSeconds: number;
}

const LEAST = 64;
const WITHOUT_RATE = 1024;

const OPTIONS: OptionKeys<LiveSqnrOptions> = {
  seconds: true,
  dither: true,
  weights: true,
  pooled: true,
  band: true,
  weighting: true,
};

/**
 * SQNR as a stream runs: the median and the worst of windows, each about its own mean, beside the figures of the whole stream.
 *
 * A figure of the whole stream adds what does not belong together: a pop widens the range, a drift of the sensor counts as signal, a
 * minute at the rail as silence without error. The median of windows says what is kept most of the time, the worst one
 * where to look. Windows lie on the grid of absolute indices, as those of `segmentalSqnrMeter`.
 *
 * @throws {DataError} from `push` as `sqnrMeter` does
 */
export function liveSqnrMeter(options: LiveSqnrOptions = {}): Accumulator<Comparison, LiveSqnrReport> {
  const { seconds = 1, band, weighting, ...rest } = checkOptions('liveSqnrMeter', options, OPTIONS);
  checkPositive('liveSqnrMeter', 'seconds', seconds);
  sqnrMeter(rest); // refuses wrong options at the call
  const filter = { ...(band && { band }), ...(weighting && { weighting }) };
  return filteredMeter('liveSqnrMeter', filter, () => new LiveSqnrMeter(seconds, rest));
}

class LiveSqnrMeter implements Accumulator<Comparison, LiveSqnrReport> {
  private info: StreamInfo | undefined;
  private size = NaN;
  private readonly whole: Accumulator<Comparison, SqnrReport>;
  private windows: Accumulator<Comparison, SegmentalReport>;

  constructor(
    private readonly seconds: number,
    options: SqnrOptions,
  ) {
    this.whole = sqnrMeter(options);
    this.windows = segmentalSqnrMeter({ size: LEAST }); // replaced when the rate is known
  }

  push(comparison: Comparison): void {
    if (!this.info) this.begin(comparison.reference.info);
    this.whole.push(comparison);
    this.windows.push(comparison);
  }

  value(): LiveSqnrReport {
    const [whole, windows] = [this.whole.value(), this.windows.value()];
    return {
      channels: whole.channels.map((f, c) => ({ ...f, windows: windows.channels[c] })),
      total: { ...whole.total, windows: windows.total },
      windowSamples: this.size,
      windowSeconds: this.size / (this.info?.sampleRate ?? NaN),
    };
  }

  merge(other: Accumulator<Comparison, LiveSqnrReport>): void {
    if (!(other instanceof LiveSqnrMeter) || other.seconds !== this.seconds) {
      throw new OptionTypeError('liveSqnrMeter: merges only with another liveSqnrMeter of the same seconds');
    }
    if (!other.info) return;
    if (!this.info) this.begin(other.info);
    if (other.size !== this.size) {
      throw new DataError('data-info', 'liveSqnrMeter: cannot merge streams of different sample rates');
    }
    this.whole.merge(other.whole);
    this.windows.merge(other.windows);
  }

  save(): Json {
    return {
      who: 'liveSqnrMeter',
      version: 1,
      seconds: this.seconds,
      info: this.info ? saveInfo(this.info) : null,
      whole: this.whole.save(),
      windows: this.windows.save(),
    };
  }

  restore(saved: unknown): void {
    const { seconds, info, whole, windows } = loadState('liveSqnrMeter', 1, saved);
    this.reset();
    if (seconds !== this.seconds) {
      throw new FormatError('format-state', `liveSqnrMeter: expected a state of windows of ${this.seconds} s`);
    }
    if (info === null) return;
    this.begin(loadInfo('liveSqnrMeter', info));
    this.whole.restore(whole);
    this.windows.restore(windows);
  }

  reset(): void {
    this.info = undefined;
    this.size = NaN;
    this.whole.reset();
    this.windows.reset();
  }

  private begin(info: StreamInfo): void {
    const { sampleRate } = info;
    this.size = sampleRate === undefined ? WITHOUT_RATE : Math.max(halfEven(this.seconds * sampleRate), LEAST);
    this.windows = segmentalSqnrMeter({ size: this.size });
    this.info = info;
  }
}
