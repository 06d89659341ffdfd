import type { Accumulator } from '../accumulator.js';
import { checkOneOf } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkSameStream, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { type DitherShape, ditherShapes } from '../kernels/dither.js';
import { addErrors, addMagnitudes, addMoments, extremes } from '../kernels/lanes.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { BandOptions } from './bandTaps.js';
import { checkTotalFits, type TotalOptions, totalOptions, totalRatio } from './channelTotal.js';
import { checkPair, ComparedRow, type Comparison } from './comparison.js';
import { filteredMeter } from './filteredMeter.js';
import { laneOf, LANES, LaneSums } from './laneSums.js';
import { type SqnrFigures, sqnrFigures, type SqnrSums, type SqnrTotal } from './sqnrFigures.js';
import { StepRuns } from './stepRuns.js';

/** The value of an {@link sqnrMeter} meter. */
export interface SqnrReport {
  /** One entry per channel. */
  readonly channels: readonly (SqnrFigures & { readonly name: string })[];
  /** All channels together, as the options say; units may differ. */
  readonly total: SqnrTotal;
}

/** Options of {@link sqnrMeter}. */
export interface SqnrOptions extends TotalOptions, BandOptions {
  /**
   * Non-subtractive dither that the quantizer added; codes do not tell. Its power by design, in step^2 / 12, is 1 for
   * `rpdf` and 2 for the two others. Subtractive dither is taken off in decoding and needs no mention. None by default.
   */
  readonly dither?: DitherShape;
}

const OPTIONS: OptionKeys<SqnrOptions> = { dither: true, weights: true, pooled: true, band: true, weighting: true };

/**
 * Signal-to-quantization-noise ratio, per channel and in total, with granular and overload error apart: without
 * that, a range set too wide and one set too narrow look the same (docs/quantization.md, equations (6), (9)).
 *
 * `sqnr` is about the signal's mean, `sqnrWithOffset` counts the offset as signal. Values are the sensor's: gains are divided out and
 * centres added, on both sides, so that a gain that moves changes no ratio.
 *
 * Sums are doubles in a fixed order: the same bits for any cutting of the stream. Those of the signal are about its first
 * sample, so that an offset of any size costs no digits. Steps may change between frames: `errorSteps` divides each error by the
 * step in force. Dither is attributed by its design, as the numbers that were drawn are not in the codes: exact on average over a
 * frame's samples for `tpdf`, and averaged over the input too for `rpdf`.
 *
 * @throws {DataError} from `push` when the two frames do not cover the same samples; when weights or units do not fit the channels
 * @see S. P. Lipshitz, R. A. Wannamaker and J. Vanderkooy, Quantization and dither: a theoretical survey, JAES 40 (1992), 355-375;
 *   IEEE Std 1241-2010 and ITU-T G.712, which measure without DC
 */
export function sqnrMeter(options: SqnrOptions = {}): Accumulator<Comparison, SqnrReport> {
  const { dither, weights, pooled, ...band } = checkOptions('sqnrMeter', options, OPTIONS);
  if (dither !== undefined) checkOneOf('sqnrMeter', 'dither', dither, ditherShapes);
  const total = totalOptions('sqnrMeter', weights, pooled);
  const power = dither === undefined ? 0 : dither === 'rpdf' ? 1 : 2;
  return filteredMeter('sqnrMeter', band, () => new SqnrMeter(power, total));
}

/** Sums in lanes: of x - pivot and its square, of |x|, of x - decoded value. */
const SUMS = ['distances', 'squaredDistances', 'magnitudes', 'errors'] as const;
/** Per channel: samples, nonFinite, overloaded, pivot, smallest and largest x, largest e^2. */
const NUMBERS = 7;
const FRESH = [0, 0, 0, NaN, Infinity, -Infinity, 0];

class SqnrMeter implements Accumulator<Comparison, SqnrReport> {
  private info: StreamInfo | undefined;
  private sums: LaneSums[] = []; // one for each of SUMS
  private numbers = new Float64Array(0); // (channels, NUMBERS); doubles count exactly to 2^53
  private steps: StepRuns[] = []; // one per channel
  private readonly row = new ComparedRow();
  private readonly ends = new Float64Array(2);

  constructor(
    private readonly ditherPower: number,
    private readonly total: TotalOptions,
  ) {}

  push(comparison: Comparison): void {
    const { reference } = comparison;
    if (this.info) checkSameStream('sqnrMeter', reference, this.info);
    else this.open(reference.info);
    checkPair('sqnrMeter', comparison);
    for (let c = 0; c < reference.channels; c++) {
      this.row.read(comparison, c);
      const steps = this.steps[c];
      steps.begin(this.row.step);
      const before = this.numbers[c * NUMBERS];
      this.pushRow(c, laneOf(reference.start));
      steps.add(this.numbers[c * NUMBERS] - before);
    }
  }

  value(): SqnrReport {
    const channels = (this.info?.names ?? []).map((name, c) => ({ name, ...sqnrFigures(this.sumsOf(c)) }));
    const ratio = (signal: 'variance' | 'power', noise: (f: SqnrFigures) => number) =>
      totalRatio(
        channels.map(f => ({ signal: f[signal], noise: noise(f), samples: f.samples })),
        this.total,
      );
    const count = (of: (f: SqnrFigures) => number) => channels.reduce((sum, f) => sum + of(f), 0);
    const total: SqnrTotal = {
      samples: count(f => f.samples),
      nonFinite: count(f => f.nonFinite),
      overloaded: count(f => f.overloaded),
      channels: count(f => (f.variance > 0 ? 1 : 0)),
      constant: count(f => (f.samples > 0 && f.variance === 0 ? 1 : 0)),
      sqnr: ratio('variance', f => f.granular + f.overload),
      sqnrWithOffset: ratio('power', f => f.granular + f.overload),
      granularSqnr: ratio('variance', f => f.granular),
    };
    return { channels, total };
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
    for (let c = 0; c < this.steps.length; c++) this.mergeChannel(c, other.sumsOf(c));
    this.steps.forEach((s, c) => s.merge(other.steps[c]));
  }

  save(): Json {
    return {
      who: 'sqnrMeter',
      version: 3,
      info: this.info ? saveInfo(this.info) : null,
      sums: this.sums.map(s => s.save()),
      numbers: saveNumbers(this.numbers),
      steps: this.steps.map(s => s.save()),
    };
  }

  restore(saved: unknown): void {
    const { info, sums, numbers, steps } = loadState('sqnrMeter', 3, saved);
    this.reset();
    if (info === null) return;
    const stream = loadInfo('sqnrMeter', info);
    if (!Array.isArray(sums) || sums.length !== SUMS.length || !Array.isArray(steps)) {
      throw new FormatError('format-state', 'sqnrMeter: the saved state is damaged');
    }
    this.open(stream);
    this.sums.forEach((s, k) => s.restore('sqnrMeter', sums[k]));
    this.numbers.set(loadNumbers('sqnrMeter', numbers, this.numbers.length));
    this.steps.forEach((s, c) => s.restore('sqnrMeter', steps[c]));
  }

  reset(): void {
    this.info = undefined;
    this.sums = [];
    this.numbers = new Float64Array(0);
    this.steps = [];
  }

  private open(info: StreamInfo): void {
    checkTotalFits('sqnrMeter', this.total, info);
    this.info = info;
    this.sums = SUMS.map(() => new LaneSums(info.names.length));
    this.numbers = Float64Array.from(info.names.flatMap(() => FRESH));
    this.steps = info.names.map(() => new StepRuns());
  }

  private sumsOf(c: number): SqnrSums {
    const [samples, nonFinite, overloaded, pivot, smallest, largest, largestSquare] = this.numbers.subarray(
      c * NUMBERS,
      (c + 1) * NUMBERS,
    );
    const [distances, squaredDistances, magnitudes, errors] = this.sums.map(s => s.total(c));
    const steps = this.steps[c].totals();
    const dither = (this.ditherPower * steps.stepPower) / 12;
    return {
      ...{ samples, nonFinite, overloaded, pivot, smallest, largest, largestSquare },
      ...{ distances, squaredDistances, magnitudes, errors, steps, dither },
    };
  }

  /** Brings sums about another pivot to this one's. */
  private mergeChannel(c: number, other: SqnrSums): void {
    const own = this.numbers.subarray(c * NUMBERS, (c + 1) * NUMBERS);
    own[0] += other.samples;
    own[1] += other.nonFinite;
    own[2] += other.overloaded;
    if (other.samples === 0) return;
    if (Number.isNaN(own[3])) own[3] = other.pivot;
    own[4] = Math.min(own[4], other.smallest);
    own[5] = Math.max(own[5], other.largest);
    own[6] = Math.max(own[6], other.largestSquare);
    const move = other.pivot - own[3];
    const { distances: d, squaredDistances: dd, samples } = other;
    const moved = [d + samples * move, dd + move * (2 * d + samples * move), other.magnitudes, other.errors];
    this.sums.forEach((s, k) => (s.lanes[c * LANES] += moved[k]));
  }

  /** Adds the row read, whose first sample belongs to lane `lane`. */
  private pushRow(c: number, lane: number): void {
    const { x, y, at, yAt, length, scale, centre, low, high } = this.row;
    const [begin, end] = [at, at + length];
    const { ends, numbers } = this;
    if (length === 0) return;
    if (!extremes(x, begin, end, ends) || ends[0] < low || ends[1] > high) {
      this.pushOneByOne(c, begin, end, begin - lane);
      return;
    }
    // all samples are finite and inside: whole rounds of eight lanes by the fast kernels
    const k = c * NUMBERS;
    if (Number.isNaN(numbers[k + 3])) numbers[k + 3] = x[begin] * scale + centre;
    const middle = Math.min(begin + ((LANES - lane) & (LANES - 1)), end);
    const tail = middle + ((end - middle) & -LANES);
    if (middle > begin) this.pushOneByOne(c, begin, middle, begin - lane);
    if (tail > middle) {
      const [distances, squares, magnitudes, errors] = this.sums;
      const granular = this.steps[c].granular;
      addMoments(x, middle, tail, scale, centre - numbers[k + 3], distances.lanes, squares.lanes, c * LANES);
      addMagnitudes(x, middle, tail, scale, centre, magnitudes.lanes, c * LANES);
      const most = addErrors(x, y, yAt - begin, middle, tail, this.row, errors.lanes, c * LANES, granular);
      numbers[k] += tail - middle;
      numbers[k + 4] = Math.min(numbers[k + 4], ends[0] * scale + centre);
      numbers[k + 5] = Math.max(numbers[k + 5], ends[1] * scale + centre);
      if (most > numbers[k + 6]) numbers[k + 6] = most;
    }
    if (end > tail) this.pushOneByOne(c, tail, end, begin - lane);
  }

  /** Adds x[begin..end), any samples, any lanes; x[first] would be in lane 0. */
  private pushOneByOne(c: number, begin: number, end: number, first: number): void {
    const { x, y, at, yAt, scale, centre, ratio, drop, low, high } = this.row;
    const [distances, squares, magnitudes, errors] = this.sums.map(s => s.lanes);
    const { granular, overload } = this.steps[c];
    const shift = yAt - at;
    let [samples, nonFinite, overloaded, pivot, smallest, largest, most] = this.numbers.subarray(
      c * NUMBERS,
      (c + 1) * NUMBERS,
    );
    for (let i = begin; i < end; i++) {
      if (x[i] - x[i] !== 0) {
        nonFinite++;
        continue;
      }
      const v = x[i] * scale + centre;
      if (pivot !== pivot) pivot = v;
      const lane = (i - first) & (LANES - 1);
      const d = x[i] * scale + (centre - pivot);
      const e = (x[i] - y[i + shift] * ratio) * scale + drop;
      distances[c * LANES + lane] += d;
      squares[c * LANES + lane] += d * d;
      magnitudes[c * LANES + lane] += Math.abs(v);
      errors[c * LANES + lane] += e;
      if (x[i] >= low && x[i] <= high) {
        granular[lane] += e * e;
      } else {
        overload[lane] += e * e;
        overloaded++;
      }
      if (v < smallest) smallest = v;
      if (v > largest) largest = v;
      if (e * e > most) most = e * e;
      samples++;
    }
    this.numbers.set([samples, nonFinite, overloaded, pivot, smallest, largest, most], c * NUMBERS);
  }
}
