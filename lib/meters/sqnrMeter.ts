import { decodeChannel, granularInterval } from '../decode.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { type AnyFrame, checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import type { Accumulator } from '../accumulator.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { addMagnitudes, addSquaredErrors, addSquares, countInside } from '../kernels/lanes.js';
import type { Comparison } from './comparison.js';
import { decibels } from './decibels.js';
import { laneOf, LANES, LaneSums } from './laneSums.js';

/** Signal against quantization error, of one channel or of all. Powers are means over the samples. */
export interface SqnrFigures {
  /** Samples compared. */
  readonly samples: number;
  /** Samples left out because the reference is NaN or infinite. */
  readonly nonFinite: number;
  /** Samples outside what the codes represent. */
  readonly overloaded: number;
  /** Mean of x^2. */
  readonly power: number;
  /** Mean of |x|. */
  readonly meanAbs: number;
  /** Error power of the samples inside the codes' range. */
  readonly granular: number;
  /** Error power of the samples outside it. */
  readonly overload: number;
  /** Signal over the whole error, dB. */
  readonly sqnr: number;
  /** Signal over the granular error alone, dB. */
  readonly granularSqnr: number;
}

/** The value of an {@link sqnrMeter} meter. */
export interface SqnrReport {
  /** One entry a channel. */
  readonly channels: readonly (SqnrFigures & { readonly name: string })[];
  /** All channels together; strong channels dominate. */
  readonly total: SqnrFigures;
}

/**
 * Signal-to-quantization-noise ratio, per channel and in total, with granular and overload error apart: without
 * that, a range set too wide and one set too narrow look the same (docs/quantization.md, equations (6), (9)).
 *
 * Sums are doubles in a fixed order: the same bits for any cutting of the stream.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples
 */
export function sqnrMeter(): Accumulator<Comparison, SqnrReport> {
  return new SqnrMeter();
}

/** Largest finite float32. */
const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

const SUMS = ['power', 'meanAbs', 'granular', 'overload'] as const;
const COUNTS = ['samples', 'nonFinite', 'overloaded'] as const;

class SqnrMeter implements Accumulator<Comparison, SqnrReport> {
  private info: StreamInfo | undefined;
  private sums: LaneSums[] = []; // one for each of SUMS
  private counts: Float64Array[] = []; // one for each of COUNTS; doubles count exactly to 2^53
  private decoded = new Float32Array(0);

  push({ reference, test }: Comparison): void {
    if (this.info) checkSameStream('sqnrMeter', reference, this.info);
    else this.open(reference.info);
    checkPair(reference, test);
    const { channels, length } = reference;
    if (!('params' in test)) {
      for (let c = 0; c < channels; c++) this.pushChannel(reference, test.data, c * length, c, -Infinity, Infinity);
      return;
    }
    if (this.decoded.length < length) this.decoded = new Float32Array(length);
    for (let c = 0; c < channels; c++) {
      decodeChannel(test, c, this.decoded);
      const [low, high] = granularInterval(test.params, c);
      this.pushChannel(reference, this.decoded, 0, c, low, high);
    }
  }

  value(): SqnrReport {
    const names = this.info?.names ?? [];
    const all = { counts: COUNTS.map(() => 0), sums: SUMS.map(() => 0) };
    const channels = names.map((name, c) => {
      const counts = this.counts.map(n => n[c]);
      const sums = this.sums.map(s => s.total(c));
      counts.forEach((n, k) => (all.counts[k] += n));
      sums.forEach((s, k) => (all.sums[k] += s));
      return { name, ...figures(counts, sums) };
    });
    return { channels, total: figures(all.counts, all.sums) };
  }

  merge(other: Accumulator<Comparison, SqnrReport>): void {
    if (!(other instanceof SqnrMeter)) throw new OptionTypeError('sqnrMeter: merges only with another sqnrMeter');
    if (!other.info) return;
    if (!this.info) this.open(other.info);
    if (other.info.names.length !== this.info?.names.length) {
      throw new DataError(
        'data-channels',
        'sqnrMeter: cannot merge meters of streams with different numbers of channels',
      );
    }
    this.sums.forEach((s, k) => s.merge(other.sums[k]));
    this.counts.forEach((n, k) => other.counts[k].forEach((count, c) => (n[c] += count)));
  }

  save(): Json {
    return {
      who: 'sqnrMeter',
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      sums: this.sums.map(s => s.save()),
      counts: this.counts.map(saveNumbers),
    };
  }

  restore(saved: unknown): void {
    const { info, sums, counts } = loadState('sqnrMeter', 1, saved);
    this.reset();
    if (info === null) return;
    if (
      !Array.isArray(sums) ||
      sums.length !== SUMS.length ||
      !Array.isArray(counts) ||
      counts.length !== COUNTS.length
    ) {
      throw new FormatError('format-state', 'sqnrMeter: the saved state is damaged');
    }
    const stream = loadInfo('sqnrMeter', info);
    this.open(stream);
    this.sums.forEach((s, k) => s.restore('sqnrMeter', sums[k]));
    this.counts.forEach((n, k) => n.set(loadNumbers('sqnrMeter', counts[k], stream.names.length)));
  }

  reset(): void {
    this.info = undefined;
    this.sums = [];
    this.counts = [];
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.sums = SUMS.map(() => new LaneSums(info.names.length));
    this.counts = COUNTS.map(() => new Float64Array(info.names.length));
  }

  /** Adds channel `c`: x against y, whose samples begin at `at`; what lies outside [low, high] is overload. */
  private pushChannel(x: Frame, y: Float32Array, at: number, c: number, low: number, high: number): void {
    const [begin, end] = [c * x.length, (c + 1) * x.length];
    const shift = at - begin;
    const first = begin - laneOf(x.start); // where lane 0 would have begun
    const [lowest, highest] = [Math.max(low, -MAX_FLOAT32), Math.min(high, MAX_FLOAT32)];
    if (countInside(x.data, begin, end, lowest, highest) < x.length) {
      this.pushOneByOne(x.data, y, shift, begin, end, first, c, low, high);
      return;
    }
    // all samples are finite and inside: whole rounds of eight lanes by the fast kernels
    const middle = Math.min(begin + laneOf(first - begin), end);
    const tail = middle + ((end - middle) & -LANES);
    const [power, meanAbs, granular] = this.sums.map(s => s.lanes);
    this.pushOneByOne(x.data, y, shift, begin, middle, first, c, low, high);
    addSquares(x.data, middle, tail, power, c * LANES);
    addMagnitudes(x.data, middle, tail, meanAbs, c * LANES);
    addSquaredErrors(x.data, y, shift, middle, tail, granular, c * LANES);
    this.counts[0][c] += tail - middle;
    this.pushOneByOne(x.data, y, shift, tail, end, first, c, low, high);
  }

  /** Adds x[begin..end) against y[begin + shift...], any samples, any lanes; x[first] would be in lane 0. */
  private pushOneByOne(
    x: Float32Array,
    y: Float32Array,
    shift: number,
    begin: number,
    end: number,
    first: number,
    c: number,
    low: number,
    high: number,
  ): void {
    const [power, meanAbs, granular, overload] = this.sums.map(s => s.lanes);
    let nonFinite = 0;
    let overloaded = 0;
    for (let i = begin; i < end; i++) {
      const v = x[i];
      const square = v * v; // of a float32: never overflows a double
      if (square - square !== 0) {
        nonFinite++;
        continue;
      }
      const k = c * LANES + ((i - first) & (LANES - 1));
      const e = v - y[i + shift];
      power[k] += square;
      meanAbs[k] += Math.abs(v);
      if (v >= low && v <= high) {
        granular[k] += e * e;
      } else {
        overload[k] += e * e;
        overloaded++;
      }
    }
    this.counts[0][c] += end - begin - nonFinite;
    this.counts[1][c] += nonFinite;
    this.counts[2][c] += overloaded;
  }
}

function figures([samples, nonFinite, overloaded]: readonly number[], sums: readonly number[]): SqnrFigures {
  const [power, meanAbs, granular, overload] = sums.map(sum => (samples === 0 ? 0 : sum / samples));
  return {
    samples,
    nonFinite,
    overloaded,
    power,
    meanAbs,
    granular,
    overload,
    sqnr: decibels(power, granular + overload),
    granularSqnr: decibels(power, granular),
  };
}

function checkPair(reference: Frame, test: AnyFrame): void {
  if (test.channels === reference.channels && test.length === reference.length && test.start === reference.start)
    return;
  throw new DataError(
    'data-order',
    `sqnrMeter: reference and test must cover the same samples, got ${reference.channels} x ${reference.length} at ` +
      `${when(reference.info, reference.start)} and ${test.channels} x ${test.length} at ${when(test.info, test.start)}`,
  );
}
