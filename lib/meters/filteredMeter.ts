import FFT from 'fft.js';
import type { Accumulator, Summary } from '../accumulator.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { type BandOptions, bandTaps, checkBand } from './bandTaps.js';
import { checkPair, ComparedRow, type Comparison } from './comparison.js';

/**
 * A meter behind a filter, where options ask for one, else the meter itself.
 *
 * Signal and error go through the same filter, so that the meter judges the error in the band, or as it is heard. Filters are
 * symmetric: no delay. Figures are of the samples that have their whole surroundings: none at the ends of the stream and of gaps,
 * for half the length of the filter, and none beside a NaN. All error is granular there, and there are no steps.
 *
 * A filter remembers the samples before: parts of a stream do not merge to the whole, so `merge` throws.
 *
 * @internal
 */
export function filteredMeter<M extends Summary<Comparison, unknown>>(
  who: string,
  options: BandOptions,
  make: () => M,
): M {
  checkBand(who, options);
  if (options.band === undefined && options.weighting === undefined) return make();
  const key = JSON.stringify([options.band ?? null, options.weighting ?? null]);
  const taps = (info: StreamInfo) => {
    if (info.sampleRate !== undefined) return bandTaps(who, options, info.sampleRate);
    throw new DataError('data-info', `${who}: band and weighting need the sample rate of the stream, which has none`);
  };
  return new FilteredMeter(who, key, taps, make) as unknown as M;
}

/**
 * Takes each window of 2^n samples through one transform, signal and error as its real and imaginary part, and shows the meter the
 * samples that the window settles (overlap-save).
 *
 * @internal
 */
export class FilteredMeter<R> implements Accumulator<Comparison, R> {
  private info: StreamInfo | undefined;
  private filter: Filter | undefined;
  private start = 0; // absolute index of the first sample held
  private length = 0; // samples held
  private held = new Float64Array(0); // (channels, 2, size): distance from the pivot, error
  private spoilt = new Uint8Array(0); // (channels, size): 1 where the sample is NaN or infinite
  private pivots = new Float64Array(0); // per channel, NaN before the first finite sample of a run
  private readonly row = new ComparedRow();
  private readonly meter: Summary<Comparison, R>;

  /**
   * @param key      what two meters must agree in
   * @param tapsOf   impulse response for a stream, symmetric, odd in length
   * @param make     makes the meter that is shown what has been filtered
   */
  constructor(
    private readonly who: string,
    private readonly key: string,
    private readonly tapsOf: (info: StreamInfo) => Float64Array,
    private readonly make: () => Summary<Comparison, R>,
  ) {
    this.meter = make();
  }

  push(comparison: Comparison): void {
    const { reference } = comparison;
    if (!this.info) this.begin(reference.info, reference.start);
    checkFollows(this.who, reference, this.info as StreamInfo, this.start + this.length);
    checkPair(this.who, comparison);
    if (reference.start > this.start + this.length) {
      this.settle(this.meter);
      this.startRun(reference.start);
    }
    const { size, block } = this.filter as Filter;
    for (let from = 0; from < reference.length;) {
      const to = Math.min(reference.length, from + size - this.length);
      for (let c = 0; c < reference.channels; c++) {
        this.row.read(comparison, c);
        this.hold(c, from, to);
      }
      this.length += to - from;
      from = to;
      if (this.length < size) break;
      const settled = this.settled();
      // moved on before the meter is shown anything
      for (let k = 0; k < 2 * reference.channels; k++) {
        this.held.copyWithin(k * size, k * size + block, (k + 1) * size);
        if (k < reference.channels) this.spoilt.copyWithin(k * size, k * size + block, (k + 1) * size);
      }
      this.start += block;
      this.length -= block;
      if (settled) this.meter.push(settled);
    }
  }

  value(): R {
    if (!this.filter || this.length < this.filter.taps) return this.meter.value();
    const copy = this.make();
    copy.restore(this.meter.save());
    this.settle(copy);
    return copy.value();
  }

  merge(): void {
    throw new OptionTypeError(
      `${this.who}: a meter with band or weighting cannot be merged, as its filter needs the samples before; measure in one`,
    );
  }

  save(): Json {
    const { size } = this.filter ?? { size: 0 };
    const rows = (k: number) => saveNumbers(this.held.subarray(k * size, k * size + this.length));
    return {
      who: this.who,
      version: 1,
      filter: this.key,
      info: this.info ? saveInfo(this.info) : null,
      start: this.start,
      held: this.info ? this.info.names.flatMap((_, c) => [rows(2 * c), rows(2 * c + 1)]) : [],
      spoilt: this.info
        ? this.info.names.map((_, c) => [...this.spoilt.subarray(c * size, c * size + this.length)])
        : [],
      pivots: saveNumbers(this.pivots),
      meter: this.meter.save(),
    };
  }

  restore(saved: unknown): void {
    const { filter, info, start, held, spoilt, pivots, meter } = loadState(this.who, 1, saved);
    this.reset();
    if (filter !== this.key)
      throw new FormatError('format-state', `${this.who}: the state is of another band or weighting`);
    this.meter.restore(meter);
    if (info === null) return;
    const stream = loadInfo(this.who, info);
    const channels = stream.names.length;
    const fail = (): never => {
      throw new FormatError('format-state', `${this.who}: the saved samples are damaged`);
    };
    if (!Number.isSafeInteger(start) || !Array.isArray(held) || !Array.isArray(spoilt)) return fail();
    if (held.length !== 2 * channels || spoilt.length !== channels) return fail();
    this.begin(stream, start as number);
    const { size } = this.filter as unknown as Filter;
    const lists = held.map((list: unknown) => loadNumbers(this.who, list, { max: size - 1 }));
    const flags = spoilt.map((list: unknown) => loadNumbers(this.who, list, { max: size - 1 }));
    const { length } = lists[0];
    if ([...lists, ...flags].some(list => list.length !== length) || flags.flat().some(s => s !== 0 && s !== 1)) fail();
    lists.forEach((list, k) => this.held.set(list, k * size));
    flags.forEach((list, c) => this.spoilt.set(list, c * size));
    this.pivots.set(loadNumbers(this.who, pivots, channels));
    this.length = length;
  }

  reset(): void {
    this.info = this.filter = undefined;
    this.start = this.length = 0;
    this.held = this.pivots = new Float64Array(0);
    this.spoilt = new Uint8Array(0);
    this.meter.reset();
  }

  private begin(info: StreamInfo, start: number): void {
    this.filter = new Filter(this.tapsOf(info));
    this.info = info;
    this.held = new Float64Array(2 * info.names.length * this.filter.size);
    this.spoilt = new Uint8Array(info.names.length * this.filter.size);
    this.pivots = new Float64Array(info.names.length);
    this.startRun(start);
  }

  private startRun(start: number): void {
    [this.start, this.length] = [start, 0];
    this.pivots.fill(NaN);
  }

  /** Holds samples [from, to) of the row read; what is not finite is held as 0 and marked. */
  private hold(c: number, from: number, to: number): void {
    const { x, y, at, yAt, scale, centre, ratio, drop } = this.row;
    const { size } = this.filter as Filter;
    const [signal, error, marks] = [
      2 * c * size + this.length,
      (2 * c + 1) * size + this.length,
      c * size + this.length,
    ];
    for (let i = from; i < to; i++) {
      const v = x[at + i];
      const e = (v - y[yAt + i] * ratio) * scale + drop;
      const finite = v - v === 0 && e - e === 0;
      if (finite && this.pivots[c] !== this.pivots[c]) this.pivots[c] = v * scale + centre;
      this.held[signal + i - from] = finite ? v * scale + (centre - this.pivots[c]) : 0;
      this.held[error + i - from] = finite ? e : 0;
      this.spoilt[marks + i - from] = finite ? 0 : 1;
    }
  }

  /** Shows a meter what the samples held settle. */
  private settle(meter: Summary<Comparison, R>): void {
    const settled = this.settled();
    if (settled) meter.push(settled);
  }

  /** The samples whose surroundings are all held, filtered; undefined where there is none. */
  private settled(): Comparison | undefined {
    const { filter, info } = this;
    if (!filter || !info) return undefined;
    const { size, taps } = filter;
    const count = this.length - taps + 1;
    if (count <= 0) return undefined;
    const channels = info.names.length;
    const [x, y] = [new Float32Array(channels * count), new Float32Array(channels * count)];
    for (let c = 0; c < channels; c++) {
      const result = filter.apply(this.held, 2 * c * size, this.length);
      let marked = 0; // in the surroundings of sample i
      for (let i = 0; i < taps - 1; i++) marked += this.spoilt[c * size + i];
      for (let i = 0; i < count; i++) {
        marked += this.spoilt[c * size + i + taps - 1];
        const signal = result[2 * (i + taps - 1)];
        x[c * count + i] = marked > 0 ? NaN : signal;
        y[c * count + i] = signal - result[2 * (i + taps - 1) + 1];
        marked -= this.spoilt[c * size + i];
      }
    }
    const start = this.start + (taps - 1) / 2;
    const centres = Array.from(this.pivots, p => (Number.isNaN(p) ? 0 : p * filter.atZero));
    const frameOf = (data: Float32Array): Frame => ({ data, channels, length: count, start, info, centres });
    return { reference: frameOf(x), test: frameOf(y) };
  }
}

/** Convolution with symmetric taps in windows of a power of two. */
class Filter {
  /** Number of taps, odd. */
  readonly taps: number;
  /** Samples of a window. */
  readonly size: number;
  /** Samples that a window settles. */
  readonly block: number;
  /** Gain at frequency 0. */
  readonly atZero: number;
  private readonly fft: FFT;
  private readonly response: number[];
  private readonly input: number[];
  private readonly lines: number[];

  constructor(taps: Float64Array) {
    this.taps = taps.length;
    this.size = 2 ** Math.ceil(Math.log2(2 * taps.length));
    this.block = this.size - taps.length + 1;
    this.atZero = taps.reduce((sum, t) => sum + t, 0);
    this.fft = new FFT(this.size);
    [this.response, this.input, this.lines] = [0, 1, 2].map(() => this.fft.createComplexArray().fill(0));
    taps.forEach((t, n) => (this.input[2 * n] = t));
    this.fft.transform(this.response, this.input);
  }

  /**
   * Filters two rows of `size` at once, of which `length` samples count; the result, interleaved, is right from `taps - 1` on and
   * lasts until the next call.
   */
  apply(rows: Float64Array, at: number, length: number): readonly number[] {
    const { size, input, lines, response } = this;
    for (let n = 0; n < size; n++) {
      input[2 * n] = n < length ? rows[at + n] : 0;
      input[2 * n + 1] = n < length ? rows[at + size + n] : 0;
    }
    this.fft.transform(lines, input);
    for (let k = 0; k < 2 * size; k += 2) {
      const [re, im] = [lines[k], lines[k + 1]];
      lines[k] = re * response[k] - im * response[k + 1];
      lines[k + 1] = re * response[k + 1] + im * response[k];
    }
    this.fft.inverseTransform(input, lines);
    return input;
  }
}
