import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import type { Accumulator } from '../accumulator.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkOneOf } from '../check.js';
import { type DitherShape, ditherShapes } from '../kernels/dither.js';
import { addMagnitudes, addSquaredErrors, addSquaredSteps, addSquares, countInside } from '../kernels/lanes.js';
import { checkPair, type Comparison, TestRow } from './comparison.js';
import { decibels } from './decibels.js';
import { laneOf, LANES, LaneSums } from './laneSums.js';
import { StepPower } from './stepPower.js';
import { stepSize } from './stepSize.js';

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
  /** Of the granular error, the power of the dither that was left in: 0 where none was declared. */
  readonly dither: number;
  /**
   * Root-mean-square error in steps, whatever the unit: 1 / sqrt(12) = 0.289 is ideal, less means codes to spare, more
   * overload or dither. NaN where no sample was coded in equal steps.
   */
  readonly errorSteps: number;
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

/** Options of {@link sqnrMeter}. */
export interface SqnrOptions {
  /**
   * Non-subtractive dither that the quantizer added; codes do not tell. Its power by design, in step^2 / 12, is 1 for
   * `rpdf` and 2 for the two others. Subtractive dither is taken off in decoding and needs no mention. None by default.
   */
  readonly dither?: DitherShape;
}

/**
 * Signal-to-quantization-noise ratio, per channel and in total, with granular and overload error apart: without
 * that, a range set too wide and one set too narrow look the same (docs/quantization.md, equations (6), (9)).
 *
 * Sums are doubles in a fixed order: the same bits for any cutting of the stream. Steps may change between frames:
 * `errorSteps` divides each error by the step in force. Dither is attributed by its design, as the numbers that were drawn are not
 * in the codes: exact on average over a frame's samples for `tpdf`, and averaged over the input too for `rpdf`.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples
 * @see S. P. Lipshitz, R. A. Wannamaker and J. Vanderkooy, Quantization and dither: a theoretical survey, JAES 40 (1992), 355-375
 */
export function sqnrMeter({ dither }: SqnrOptions = {}): Accumulator<Comparison, SqnrReport> {
  if (dither !== undefined) checkOneOf('sqnrMeter', 'dither', dither, ditherShapes);
  return new SqnrMeter(dither === undefined ? 0 : dither === 'rpdf' ? 1 : 2);
}

/** Largest finite float32. */
const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

const SUMS = ['power', 'meanAbs', 'granular', 'overload', 'squaredSteps'] as const;
const COUNTS = ['samples', 'nonFinite', 'overloaded', 'stepped'] as const;

class SqnrMeter implements Accumulator<Comparison, SqnrReport> {
  private info: StreamInfo | undefined;
  private sums: LaneSums[] = []; // one for each of SUMS
  private counts: Float64Array[] = []; // one for each of COUNTS; doubles count exactly to 2^53
  private steps: StepPower[] = []; // one a channel
  private readonly row = new TestRow();

  constructor(private readonly ditherPower: number) {}

  push({ reference, test }: Comparison): void {
    if (this.info) checkSameStream('sqnrMeter', reference, this.info);
    else this.open(reference.info);
    checkPair('sqnrMeter', { reference, test });
    for (let c = 0; c < reference.channels; c++) {
      this.row.read(test, c);
      const step = 'params' in test ? stepSize(test.params, c) : undefined;
      const before = this.counts[0][c];
      this.pushChannel(reference, c, step === undefined ? 0 : 1 / step);
      if (step === undefined) continue;
      const samples = this.counts[0][c] - before;
      this.counts[3][c] += samples;
      this.steps[c].add(step, samples);
    }
  }

  value(): SqnrReport {
    const names = this.info?.names ?? [];
    const all = { counts: COUNTS.map(() => 0), sums: SUMS.map(() => 0), dither: 0 };
    const channels = names.map((name, c) => {
      const counts = this.counts.map(n => n[c]);
      const sums = this.sums.map(s => s.total(c));
      counts.forEach((n, k) => (all.counts[k] += n));
      sums.forEach((s, k) => (all.sums[k] += s));
      const dither = (this.ditherPower * this.steps[c].total()) / 12;
      all.dither += dither;
      return { name, ...figures(counts, sums, dither) };
    });
    return { channels, total: figures(all.counts, all.sums, all.dither) };
  }

  merge(other: Accumulator<Comparison, SqnrReport>): void {
    if (!(other instanceof SqnrMeter) || other.ditherPower !== this.ditherPower) {
      throw new OptionTypeError('sqnrMeter: merges only with another sqnrMeter of the same dither');
    }
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
    this.steps.forEach((s, c) => s.merge(other.steps[c]));
  }

  save(): Json {
    return {
      who: 'sqnrMeter',
      version: 2,
      info: this.info ? saveInfo(this.info) : null,
      sums: this.sums.map(s => s.save()),
      counts: this.counts.map(saveNumbers),
      steps: this.steps.map(s => s.save()),
    };
  }

  restore(saved: unknown): void {
    const { info, sums, counts, steps } = loadState('sqnrMeter', 2, saved);
    this.reset();
    if (info === null) return;
    if (
      !Array.isArray(sums) ||
      sums.length !== SUMS.length ||
      !Array.isArray(counts) ||
      counts.length !== COUNTS.length ||
      !Array.isArray(steps)
    ) {
      throw new FormatError('format-state', 'sqnrMeter: the saved state is damaged');
    }
    const stream = loadInfo('sqnrMeter', info);
    this.open(stream);
    this.sums.forEach((s, k) => s.restore('sqnrMeter', sums[k]));
    this.counts.forEach((n, k) => n.set(loadNumbers('sqnrMeter', counts[k], stream.names.length)));
    this.steps.forEach((s, c) => s.restore('sqnrMeter', steps[c]));
  }

  reset(): void {
    this.info = undefined;
    this.sums = [];
    this.counts = [];
    this.steps = [];
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.sums = SUMS.map(() => new LaneSums(info.names.length));
    this.counts = COUNTS.map(() => new Float64Array(info.names.length));
    this.steps = info.names.map(() => new StepPower());
  }

  /** Adds channel `c` of x against the row read; an error times `perStep` is in steps. */
  private pushChannel(x: Frame, c: number, perStep: number): void {
    const { samples: y, at, low, high } = this.row;
    const [begin, end] = [c * x.length, (c + 1) * x.length];
    const shift = at - begin;
    const first = begin - laneOf(x.start); // where lane 0 would have begun
    const [lowest, highest] = [Math.max(low, -MAX_FLOAT32), Math.min(high, MAX_FLOAT32)];
    if (countInside(x.data, begin, end, lowest, highest) < x.length) {
      this.pushOneByOne(x.data, begin, end, first, c, shift, perStep);
      return;
    }
    // all samples are finite and inside: whole rounds of eight lanes by the fast kernels
    const middle = Math.min(begin + laneOf(first - begin), end);
    const tail = middle + ((end - middle) & -LANES);
    const [power, meanAbs, granular, , squaredSteps] = this.sums.map(s => s.lanes);
    this.pushOneByOne(x.data, begin, middle, first, c, shift, perStep);
    addSquares(x.data, middle, tail, power, c * LANES);
    addMagnitudes(x.data, middle, tail, meanAbs, c * LANES);
    addSquaredErrors(x.data, y, shift, middle, tail, granular, c * LANES);
    if (perStep > 0) addSquaredSteps(x.data, y, shift, middle, tail, perStep, squaredSteps, c * LANES);
    this.counts[0][c] += tail - middle;
    this.pushOneByOne(x.data, tail, end, first, c, shift, perStep);
  }

  /** Adds x[begin..end) against y[begin + shift...], any samples, any lanes; x[first] would be in lane 0. */
  private pushOneByOne(
    x: Float32Array,
    begin: number,
    end: number,
    first: number,
    c: number,
    shift: number,
    perStep: number,
  ): void {
    const { samples: y, low, high } = this.row;
    const [power, meanAbs, granular, overload, squaredSteps] = this.sums.map(s => s.lanes);
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
      const steps = e * perStep;
      power[k] += square;
      meanAbs[k] += Math.abs(v);
      squaredSteps[k] += steps * steps;
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

function figures(
  [samples, nonFinite, overloaded, stepped]: readonly number[],
  sums: readonly number[],
  dither: number,
): SqnrFigures {
  const mean = (sum: number) => (samples === 0 ? 0 : sum / samples);
  const [power, meanAbs, granular, overload] = sums.map(mean);
  return {
    samples,
    nonFinite,
    overloaded,
    power,
    meanAbs,
    granular,
    overload,
    dither: mean(dither),
    errorSteps: Math.sqrt(sums[4] / stepped),
    sqnr: decibels(power, granular + overload),
    granularSqnr: decibels(power, granular),
  };
}
