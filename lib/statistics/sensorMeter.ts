import type { Accumulator } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkFrame, checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { Histogram } from './histogram.js';
import { Moments } from './moments.js';
import { Neighbours } from './neighbours.js';
import { type NoiseFloor, noiseFloor } from './noiseFloor.js';
import { Sketch } from './sketch.js';
import { type ValueStep, valueStep } from './valueStep.js';

/** Options of {@link sensorMeter}. */
export interface SensorOptions {
  /**
   * Fewest equal samples in a row that count as flat, an integer of at least 2. Defaults to those of one second, 16 at least; 64
   * where the stream has no sample rate.
   */
  readonly flat?: number;
  /** The most values told apart per channel, an integer in [16, 65536]. Defaults to 65536. */
  readonly cells?: number;
}

/** What a channel of a sensor is. */
export interface SensorFigures {
  readonly name: string;
  readonly unit: string;
  /** Finite samples. */
  readonly samples: number;
  /** NaN without samples, as all that follows. */
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** The step of the values and the bits behind it; undefined where they are as good as continuous. */
  readonly step: ValueStep | undefined;
  readonly noise: NoiseFloor;
  /** Share of the samples in runs of equal ones, `flatRun` at least. */
  readonly flat: number;
  /** Samples that make a run flat. */
  readonly flatRun: number;
  /**
   * Shares of the samples at the smallest and at the largest value where they pile up there: a sensor at its rail. This is not the
   * clipping of a quantizer, which quantizers count themselves.
   */
  readonly rail: { readonly low: number; readonly high: number };
  /** Share of the time from the first sample to the last that has no number: gaps, NaN and infinities. */
  readonly missing: number;
}

const OPTIONS: OptionKeys<SensorOptions> = { flat: true, cells: true };

/**
 * What a sensor is, channel by channel: mean, deviation, the step of its values, its noise floor, and the share of time that
 * it was flat, at a rail, or missing.
 *
 * The moments are exact, and so is the step where the values are at most `cells` codes; the noise floor is that of
 * `noiseFloor`, with its assumption tested, or refused with the reason. A value counts as a rail where it was taken three times at
 * least and twice as often as all values within a step, or 1/512 of the range, beside it; channels of fewer than four values
 * have none. Frames may come in any order but must not overlap; up to 1024 gaps are held open for what comes later.
 *
 * Memory: 0.8 MB for values and up to 2 MB for differences per channel, in practice a tenth of the latter.
 */
export function sensorMeter(options: SensorOptions = {}): Accumulator<Frame, readonly SensorFigures[]> {
  const { flat, cells = 65536 } = checkOptions('sensorMeter', options, OPTIONS);
  if (flat !== undefined) checkInteger('sensorMeter', 'flat', flat, 2);
  return new SensorMeter(flat, checkInteger('sensorMeter', 'cells', cells, 16, 65536));
}

/** How often the extremes of a channel were taken. */
interface Extremes {
  min: number;
  max: number;
  atMin: number;
  atMax: number;
}

class SensorMeter implements Accumulator<Frame, readonly SensorFigures[]> {
  private info: StreamInfo | undefined;
  private readonly sketch: Sketch;
  private readonly moments = new Moments('sensorMeter', 'skip');
  private neighbours: Neighbours | undefined;
  private extremes: Extremes[] = [];
  private span: [first: number, end: number] = [Infinity, -Infinity];
  private run = 0;

  constructor(
    private readonly flat: number | undefined,
    private readonly cells: number,
  ) {
    this.sketch = new Sketch('sensorMeter', cells, 'skip');
  }

  push(f: Frame): void {
    checkFrame('sensorMeter', f);
    if (f.length === 0) return;
    if (this.info) checkSameStream('sensorMeter', f, this.info);
    else this.open(f.info);
    this.neighbours?.push(f);
    this.sketch.push(f);
    this.moments.push(f);
    this.extremes.forEach((e, c) => countExtremes(e, f.data, c * f.length, (c + 1) * f.length));
    this.span = [Math.min(this.span[0], f.start), Math.max(this.span[1], f.start + f.length)];
  }

  value(): readonly SensorFigures[] {
    const { info, neighbours } = this;
    if (!info || !neighbours) return [];
    const [moments, histograms] = [this.moments.value(), this.sketch.value()];
    const time = this.span[1] - this.span[0];
    return info.names.map((name, c) => {
      const { count, mean, variance } = moments[c];
      const h = histograms[c];
      const step = valueStep(h);
      return {
        name,
        unit: info.units[c],
        samples: count,
        mean,
        deviation: Math.sqrt(variance),
        min: count > 0 ? h.min : NaN,
        max: count > 0 ? h.max : NaN,
        step,
        noise: noiseFloor(
          neighbours.cells[c].map(cells => cells.cells()),
          step?.step,
        ),
        flat: count > 0 ? neighbours.flatSamples(c) / count : NaN,
        flatRun: this.run,
        rail: railsOf(h, step, this.extremes[c]),
        missing: (time - count) / time,
      };
    });
  }

  merge(other: Accumulator<Frame, readonly SensorFigures[]>): void {
    if (!(other instanceof SensorMeter) || other.flat !== this.flat || other.cells !== this.cells) {
      throw new OptionTypeError('sensorMeter: merges only with another sensorMeter of the same options');
    }
    if (!other.info || !other.neighbours) return;
    if (!this.info) this.open(other.info);
    if (other.info.names.length !== this.info?.names.length || other.run !== this.run) {
      throw new DataError(
        'data-channels',
        'sensorMeter: cannot merge streams of other channels or another sample rate',
      );
    }
    this.neighbours?.merge(other.neighbours);
    this.sketch.merge(other.sketch);
    this.moments.merge(other.moments);
    this.extremes.forEach((e, c) => mergeExtremes(e, other.extremes[c]));
    this.span = [Math.min(this.span[0], other.span[0]), Math.max(this.span[1], other.span[1])];
  }

  save(): Json {
    return {
      who: 'sensorMeter',
      version: 1,
      options: { flat: this.flat ?? null, cells: this.cells },
      info: this.info ? saveInfo(this.info) : null,
      sketch: this.sketch.save(),
      moments: this.moments.save(),
      neighbours: this.neighbours ? this.neighbours.save() : null,
      extremes: this.extremes.map(e => saveNumbers([e.min, e.max, e.atMin, e.atMax])),
      span: saveNumbers(this.span),
    };
  }

  restore(saved: unknown): void {
    const state = loadState('sensorMeter', 1, saved, { flat: this.flat ?? null, cells: this.cells });
    this.reset();
    if (state.info === null) return;
    const info = loadInfo('sensorMeter', state.info);
    const { extremes } = state;
    const span = loadNumbers('sensorMeter', state.span, 2);
    if (!Array.isArray(extremes) || extremes.length !== info.names.length || !span.every(Number.isSafeInteger)) {
      throw new FormatError('format-state', 'sensorMeter: the saved extremes are damaged');
    }
    this.open(info);
    this.sketch.restore(state.sketch);
    this.moments.restore(state.moments);
    this.neighbours = Neighbours.restore('sensorMeter', info, this.run, state.neighbours);
    this.extremes = extremes.map((one: unknown) => {
      const [min, max, atMin, atMax] = loadNumbers('sensorMeter', one, 4);
      return { min, max, atMin, atMax };
    });
    this.span = [span[0], span[1]];
  }

  reset(): void {
    this.info = undefined;
    this.sketch.reset();
    this.moments.reset();
    this.neighbours = undefined;
    this.extremes = [];
    this.span = [Infinity, -Infinity];
    this.run = 0;
  }

  private open(info: StreamInfo): void {
    this.info = info;
    const second = info.sampleRate === undefined ? 64 : Math.max(Math.ceil(info.sampleRate), 16);
    this.run = this.flat ?? second;
    this.neighbours = new Neighbours('sensorMeter', info, this.run);
    this.extremes = info.names.map(() => ({ min: Infinity, max: -Infinity, atMin: 0, atMax: 0 }));
  }
}

function countExtremes(e: Extremes, x: Float32Array, begin: number, end: number): void {
  let { min, max, atMin, atMax } = e;
  for (let i = begin; i < end; i++) {
    const v = x[i];
    if (v - v !== 0) continue; // NaN, infinities
    if (v < min) [min, atMin] = [v, 1];
    else if (v === min) atMin++;
    if (v > max) [max, atMax] = [v, 1];
    else if (v === max) atMax++;
  }
  e.min = min + 0; // -0 becomes 0
  e.max = max + 0;
  e.atMin = atMin;
  e.atMax = atMax;
}

function mergeExtremes(e: Extremes, other: Extremes): void {
  e.atMin = (other.min <= e.min ? other.atMin : 0) + (e.min <= other.min ? e.atMin : 0);
  e.atMax = (other.max >= e.max ? other.atMax : 0) + (e.max >= other.max ? e.atMax : 0);
  e.min = Math.min(e.min, other.min);
  e.max = Math.max(e.max, other.max);
}

const FEWEST_AT_RAIL = 3;

function railsOf(
  h: Histogram,
  step: ValueStep | undefined,
  { min, max, atMin, atMax }: Extremes,
): SensorFigures['rail'] {
  if (h.count === 0) return { low: NaN, high: NaN };
  const width = 2 ** h.exponent;
  const reach = Math.max(step?.step ?? 0, (max - min) / 512, width) + width / 2;
  const values = h.counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), h.zeros > 0 ? 1 : 0);
  let [low, high] = [-atMin, -atMax]; // samples near the extremes, without those at them
  h.counts.forEach((n, k) => {
    const middle = (h.first + k + 0.5) * width;
    if (middle - width / 2 <= min + reach) low += n;
    if (middle + width / 2 >= max - reach) high += n;
  });
  if (min <= 0 && min + reach >= 0) low += h.zeros;
  if (max >= 0 && max - reach <= 0) high += h.zeros;
  const share = (at: number, near: number) =>
    values >= 4 && at >= FEWEST_AT_RAIL && at >= 2 * near ? at / h.count : 0;
  return { low: share(atMin, low), high: share(atMax, high) };
}
