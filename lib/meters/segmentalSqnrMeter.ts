import type { Accumulator } from '../accumulator.js';
import { checkInteger, checkNumber, checkPositive } from '../check.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { checkSameStream, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { BandOptions } from './bandTaps.js';
import { checkPair, ComparedRow, type Comparison } from './comparison.js';
import { decibels } from './decibels.js';
import { filteredMeter } from './filteredMeter.js';
import { RatioHistogram } from './ratioHistogram.js';
import { varianceOf } from './sqnrFigures.js';
import { checkPiece, leftInWindow, WindowPieces } from './windowPieces.js';

/** Options of {@link segmentalSqnrMeter}. */
export interface SegmentalSqnrOptions extends BandOptions {
  /** Samples a segment, an integer of at least 1; 15 to 30 ms for speech. */
  readonly size: number;
  /** Segments below it count as `low` dB in the mean. None by default; speech enhancement takes -10. */
  readonly low?: number;
  /** Segments above it count as `high` dB in the mean. None by default; speech enhancement takes 35, which hides good coders. */
  readonly high?: number;
  /**
   * Segments whose level about their mean is not above it are silence: dB against a full-scale sine (dBFS, AES17), below 0. By default
   * only segments that do not vary at all.
   */
  readonly silence?: number;
  /** Amplitude of full scale in the sensor's unit. Defaults to 1. */
  readonly fullScale?: number;
}

/** The segments of one channel, or of all. Ratios are each about the segment's own mean. */
export interface SegmentalFigures {
  /** Segments with a ratio. */
  readonly segments: number;
  /** Segments left out as silence. */
  readonly silent: number;
  /** Segments with a ratio that have no error at all. They are in the median; in the mean only under `high`. */
  readonly exact: number;
  /** Segments of the mean that were brought up to `low`. */
  readonly raised: number;
  /** Segments of the mean that were brought down to `high`. */
  readonly lowered: number;
  /** Mean of the segments' ratios, dB; NaN without segments. */
  readonly segmentalSqnr: number;
  /** Median of the segments' ratios to 1/128 dB, the lower one of two in the middle; NaN without segments. */
  readonly medianSqnr: number;
  /** The worst segment's ratio, dB; NaN without segments. */
  readonly worstSqnr: number;
  /** Absolute index of the first sample of the worst segment, the earliest of several; NaN without segments. */
  readonly worstStart: number;
}

/** The value of a {@link segmentalSqnrMeter}. */
export interface SegmentalReport {
  /** One entry per channel. */
  readonly channels: readonly (SegmentalFigures & { readonly name: string })[];
  /** The segments of all channels together: ratios have no unit. */
  readonly total: SegmentalFigures;
}

/** Per channel: segments, silent, exact, raised, lowered, sum of dB, segments in it, worst dB, its start. */
const TALLIES = 9;
const FRESH = [0, 0, 0, 0, 0, 0, 0, Infinity, NaN];
/** Per channel and open segment: samples, pivot, sum of x - pivot, of its square, of e^2. */
const SUMS = 5;

const OPTIONS: OptionKeys<SegmentalSqnrOptions> = {
  size: true,
  low: true,
  high: true,
  silence: true,
  fullScale: true,
  band: true,
  weighting: true,
};

/**
 * Segmental SQNR: 10 log10(variance / mean e^2) of each segment about its own mean, and the mean, the median and the worst of these.
 * Soft passages count as much as loud ones, as for the ear; a pop, a drift or a clipped passage spoils the segments it is in, and
 * not the figure of all.
 *
 * Segment k covers the absolute indices [k size, (k + 1) size). Silence is left out and counted, as are segments of NaN and
 * infinities alone, which are left out sample by sample. Segments that the stream's ends or gaps leave incomplete do not count.
 * Parts of one stream merge to the whole: what a part has of a segment is kept, for the 256 latest of such segments.
 *
 * @see J. H. L. Hansen and B. L. Pellom, An effective quality evaluation protocol for speech enhancement algorithms, ICSLP 1998,
 *   for `low: -10, high: 35`; AES17-2020 for dBFS
 */
export function segmentalSqnrMeter(options: SegmentalSqnrOptions): Accumulator<Comparison, SegmentalReport> {
  const {
    size,
    low = -Infinity,
    high = Infinity,
    silence = -Infinity,
    fullScale = 1,
    ...band
  } = checkOptions('segmentalSqnrMeter', options, OPTIONS);
  checkInteger('segmentalSqnrMeter', 'size', size, 1, 2 ** 24);
  if (low !== -Infinity) checkNumber('segmentalSqnrMeter', 'low', low);
  if (high !== Infinity) checkNumber('segmentalSqnrMeter', 'high', high);
  if (silence !== -Infinity) {
    checkNumber('segmentalSqnrMeter', 'silence', silence, 'a level below 0, in dB of full scale', x => x < 0);
  }
  checkPositive('segmentalSqnrMeter', 'fullScale', fullScale);
  if (low >= high) throw new OptionRangeError(`segmentalSqnrMeter: low must be below high, got ${low} and ${high}`);
  const silentPower = (fullScale ** 2 / 2) * 10 ** (silence / 10);
  return filteredMeter('segmentalSqnrMeter', band, () => new SegmentalSqnrMeter(size, low, high, silentPower));
}

class SegmentalSqnrMeter implements Accumulator<Comparison, SegmentalReport> {
  private info: StreamInfo | undefined;
  private tallies = new Float64Array(0); // (channels, TALLIES)
  private ratios: RatioHistogram[] = []; // one per channel
  private open: WindowPieces<Float64Array>; // (channels, SUMS)
  private readonly row = new ComparedRow();

  constructor(
    private readonly size: number,
    private readonly low: number,
    private readonly high: number,
    private readonly silentPower: number,
  ) {
    this.open = this.fresh();
  }

  push(comparison: Comparison): void {
    const { reference } = comparison;
    if (this.info) checkSameStream('segmentalSqnrMeter', reference, this.info);
    else this.begin(reference.info);
    checkPair('segmentalSqnrMeter', comparison);
    const { channels, length, start } = reference;
    // per channel first, as a row is decoded once; sums of a channel are added in the order of its samples
    const cuts: number[] = [];
    for (let at = 0; at < length; at += leftInWindow(start + at, this.size)) cuts.push(at);
    const parts = cuts.map(at => this.open.pieceAt(start + at, () => new Float64Array(SUMS * channels)));
    for (let c = 0; c < channels; c++) {
      this.row.read(comparison, c);
      for (let k = 0; k < cuts.length; k++) {
        addTo(parts[k].content, c * SUMS, this.row, cuts[k], k + 1 < cuts.length ? cuts[k + 1] : length);
      }
    }
    parts.forEach((part, k) => this.open.advance(part, start + (k + 1 < cuts.length ? cuts[k + 1] : length)));
  }

  value(): SegmentalReport {
    const total = Float64Array.from(FRESH);
    const ratios = new RatioHistogram();
    const channels = (this.info?.names ?? []).map((name, c) => {
      const tally = this.tallies.subarray(c * TALLIES, (c + 1) * TALLIES);
      addTallies(total, tally);
      ratios.merge(this.ratios[c]);
      return { name, ...figures(tally, this.ratios[c]) };
    });
    return { channels, total: figures(total, ratios) };
  }

  merge(other: Accumulator<Comparison, SegmentalReport>): void {
    if (!(other instanceof SegmentalSqnrMeter) || other.key() !== this.key()) {
      throw new OptionTypeError('segmentalSqnrMeter: merges only with another segmentalSqnrMeter of the same options');
    }
    if (!other.info) return;
    if (!this.info) this.begin(other.info);
    if (other.tallies.length !== this.tallies.length) {
      throw new DataError(
        'data-channels',
        `segmentalSqnrMeter: cannot merge ${other.info.names.length} channels into ${this.info?.names.length}`,
      );
    }
    this.ratios.forEach((ratios, c) => {
      const [from, to] = [c * TALLIES, (c + 1) * TALLIES];
      addTallies(this.tallies.subarray(from, to), other.tallies.subarray(from, to));
      ratios.merge(other.ratios[c]);
    });
    for (const piece of other.open.pieces.slice()) this.open.add({ ...piece, content: piece.content.slice() });
  }

  save(): Json {
    return {
      who: 'segmentalSqnrMeter',
      version: 2,
      options: this.key(),
      info: this.info ? saveInfo(this.info) : null,
      tallies: saveNumbers(this.tallies),
      ratios: this.ratios.map(r => r.save()),
      open: this.open.pieces.map(({ start, end, content }) => ({ start, end, sums: saveNumbers(content) })),
    };
  }

  restore(saved: unknown): void {
    const { options, info, tallies, ratios, open } = loadState('segmentalSqnrMeter', 2, saved);
    this.reset();
    if (options !== this.key() || !Array.isArray(open) || !Array.isArray(ratios)) {
      throw new FormatError('format-state', 'segmentalSqnrMeter: the saved state is damaged, or of other options');
    }
    if (info === null) return;
    const stream = loadInfo('segmentalSqnrMeter', info);
    const channels = stream.names.length;
    const counts = loadNumbers('segmentalSqnrMeter', tallies, TALLIES * channels);
    this.begin(stream);
    this.tallies.set(counts);
    this.ratios.forEach((r, c) => r.restore('segmentalSqnrMeter', ratios[c]));
    for (const piece of open as readonly unknown[]) {
      const { start, end, sums } = (piece ?? {}) as { start?: unknown; end?: unknown; sums?: unknown };
      const content = Float64Array.from(loadNumbers('segmentalSqnrMeter', sums, SUMS * channels));
      this.open.pieces.push({ ...checkPiece('segmentalSqnrMeter', start, end, this.size), content });
    }
  }

  reset(): void {
    this.info = undefined;
    this.tallies = new Float64Array(0);
    this.ratios = [];
    this.open = this.fresh();
  }

  private begin(info: StreamInfo): void {
    this.info = info;
    this.tallies = Float64Array.from(info.names.flatMap(() => FRESH));
    this.ratios = info.names.map(() => new RatioHistogram());
  }

  /** What two meters must agree in. */
  private key(): string {
    return [this.size, this.low, this.high, this.silentPower].join(' ');
  }

  private fresh(): WindowPieces<Float64Array> {
    return new WindowPieces<Float64Array>(this.size, joinSums, (sums, start) => this.count(sums, start));
  }

  /** Takes a whole segment. */
  private count(sums: Float64Array, start: number): void {
    const { tallies, low, high } = this;
    for (let c = 0; c < sums.length / SUMS; c++) {
      const [samples, , distances, squares, noise] = sums.subarray(c * SUMS, (c + 1) * SUMS);
      const at = c * TALLIES;
      const variance = varianceOf(samples, distances, squares);
      if (!(variance > this.silentPower)) {
        tallies[at + 1]++;
        continue;
      }
      const ratio = Number.isNaN(noise) ? -Infinity : decibels(variance, noise / samples);
      tallies[at]++;
      this.ratios[c].add(ratio);
      if (noise === 0) tallies[at + 2]++;
      if (ratio < low) tallies[at + 3]++;
      if (ratio > high) tallies[at + 4]++;
      const clamped = Math.min(Math.max(ratio, low), high);
      if (clamped < Infinity) {
        tallies[at + 5] += clamped;
        tallies[at + 6]++;
      }
      keepWorse(tallies, at, ratio, start);
    }
  }
}

/** Adds samples [from, to) of a row to the sums of a segment. */
function addTo(sums: Float64Array, at: number, row: ComparedRow, from: number, to: number): void {
  const { x, y, scale, centre, ratio, drop } = row;
  let [samples, pivot, distances, squares, noise] = sums.subarray(at, at + SUMS);
  for (let i = row.at + from, j = row.yAt + from; i < row.at + to; i++, j++) {
    const v = x[i];
    if (v - v !== 0) continue;
    if (samples === 0) pivot = v * scale + centre;
    const d = v * scale + (centre - pivot);
    const e = (v - y[j] * ratio) * scale + drop;
    distances += d;
    squares += d * d;
    noise += e * e;
    samples++;
  }
  sums.set([samples, pivot, distances, squares, noise], at);
}

/** Adds what is known of more samples of a segment, about the pivot of those before. */
function joinSums(into: Float64Array, more: Float64Array): void {
  for (let at = 0; at < into.length; at += SUMS) {
    const [samples, pivot, distances, squares, noise] = more.subarray(at, at + SUMS);
    if (samples === 0) continue;
    if (into[at] === 0) into[at + 1] = pivot;
    const move = pivot - into[at + 1];
    into[at] += samples;
    into[at + 2] += distances + samples * move;
    into[at + 3] += squares + move * (2 * distances + samples * move);
    into[at + 4] += noise;
  }
}

function addTallies(into: Float64Array, more: Float64Array): void {
  for (let k = 0; k < 7; k++) into[k] += more[k];
  keepWorse(into, 0, more[7], more[8]);
}

function keepWorse(tallies: Float64Array, at: number, ratio: number, start: number): void {
  const [worst, where] = [tallies[at + 7], tallies[at + 8]];
  if (ratio < worst || (ratio === worst && !(start >= where))) [tallies[at + 7], tallies[at + 8]] = [ratio, start];
}

function figures(tally: Float64Array, ratios: RatioHistogram): SegmentalFigures {
  const [segments, silent, exact, raised, lowered, sum, summed, worst, start] = tally;
  const segmentalSqnr = segments > 0 && summed === 0 ? Infinity : sum / summed; // all of them exact
  const [medianSqnr, worstSqnr] = [ratios.median(), segments > 0 ? worst : NaN];
  return { segments, silent, exact, raised, lowered, segmentalSqnr, medianSqnr, worstSqnr, worstStart: start };
}
