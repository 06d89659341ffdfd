import type { Accumulator } from '../accumulator.js';
import { checkInteger, checkNumber } from '../check.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { checkSameStream, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkPair, type Comparison, TestRow } from './comparison.js';
import { decibels } from './decibels.js';
import { checkPiece, leftInWindow, WindowPieces } from './windowPieces.js';

/** Options of {@link segmentalSqnrMeter}. */
export interface SegmentalSqnrOptions {
  /** Samples a segment, an integer of at least 1; 15 to 30 ms for speech. */
  readonly size: number;
  /** Segments below it count as `low` dB. Defaults to -10. */
  readonly low?: number;
  /** Segments above it count as `high` dB. Defaults to 35. */
  readonly high?: number;
  /** Segments whose mean of x^2 is not above this are silence. In the square of the samples' unit; defaults to 0. */
  readonly silence?: number;
}

/** Mean of the segments of one channel, or of all. */
export interface SegmentalFigures {
  /** Segments in the mean. */
  readonly segments: number;
  /** Segments left out as silence. */
  readonly silent: number;
  /** Segments of the mean that were brought up to `low`. */
  readonly raised: number;
  /** Segments of the mean that were brought down to `high`, those without error among them. */
  readonly lowered: number;
  /** Mean of the segments' ratios, dB; NaN without segments. */
  readonly segmentalSqnr: number;
}

/** The value of a {@link segmentalSqnrMeter}. */
export interface SegmentalReport {
  /** One entry a channel. */
  readonly channels: readonly (SegmentalFigures & { readonly name: string })[];
  /** The segments of all channels together. */
  readonly total: SegmentalFigures;
}

const TALLIES = 5; // segments, silent, raised, lowered, sum of dB

/**
 * Segmental SQNR: the mean over segments of 10 log10(sum x^2 / sum e^2), each clamped to [low, high] dB. Soft passages count as
 * much as loud ones, as for the ear.
 *
 * Segment k covers the absolute indices [k size, (k + 1) size). Silence, by default segments whose samples are all 0, is skipped
 * and counted apart, not clamped; so are segments of NaN and infinities alone, which are left out sample by sample.
 * Segments that the stream's ends or gaps leave incomplete do not count. Parts of one stream merge to the whole: what a part has of
 * a segment is kept, for the 256 latest of such segments.
 *
 * @see J. H. L. Hansen and B. L. Pellom, An effective quality evaluation protocol for speech enhancement algorithms, ICSLP 1998
 */
export function segmentalSqnrMeter({
  size,
  low = -10,
  high = 35,
  silence = 0,
}: SegmentalSqnrOptions): Accumulator<Comparison, SegmentalReport> {
  checkInteger('segmentalSqnrMeter', 'size', size, 1, 2 ** 24);
  checkNumber('segmentalSqnrMeter', 'low', low);
  checkNumber('segmentalSqnrMeter', 'high', high);
  checkNumber('segmentalSqnrMeter', 'silence', silence, 'a finite number of at least 0', x => x >= 0);
  if (low >= high) throw new OptionRangeError(`segmentalSqnrMeter: low must be below high, got ${low} and ${high}`);
  return new SegmentalSqnrMeter(size, low, high, silence);
}

class SegmentalSqnrMeter implements Accumulator<Comparison, SegmentalReport> {
  private info: StreamInfo | undefined;
  private tallies = new Float64Array(0); // (channels, TALLIES)
  private open: WindowPieces<Float64Array>; // of sums of x^2, sums of e^2, samples: (channels, 3)
  private readonly row = new TestRow();

  constructor(
    private readonly size: number,
    private readonly low: number,
    private readonly high: number,
    private readonly silence: number,
  ) {
    this.open = this.fresh();
  }

  push({ reference, test }: Comparison): void {
    if (this.info) checkSameStream('segmentalSqnrMeter', reference, this.info);
    else this.begin(reference.info);
    checkPair('segmentalSqnrMeter', { reference, test });
    const { channels, length, start, data } = reference;
    // per channel first, as a row is decoded once; sums of a channel are added in the order of its samples
    const cuts: number[] = [];
    for (let at = 0; at < length; at += leftInWindow(start + at, this.size)) cuts.push(at);
    const parts = cuts.map(at => this.open.pieceAt(start + at, () => new Float64Array(3 * channels)));
    for (let c = 0; c < channels; c++) {
      this.row.read(test, c);
      const { samples: y, at: row } = this.row;
      parts.forEach((part, k) => {
        const to = k + 1 < cuts.length ? cuts[k + 1] : length;
        let [power, noise, count] = part.content.subarray(3 * c, 3 * c + 3);
        for (let i = cuts[k]; i < to; i++) {
          const x = data[c * length + i];
          const e = x - y[row + i];
          if (x - x !== 0) continue;
          power += x * x;
          noise += e * e;
          count++;
        }
        part.content.set([power, noise, count], 3 * c);
      });
    }
    parts.forEach((part, k) => this.open.advance(part, start + (k + 1 < cuts.length ? cuts[k + 1] : length)));
  }

  value(): SegmentalReport {
    const total = new Float64Array(TALLIES);
    const channels = (this.info?.names ?? []).map((name, c) => {
      const tally = this.tallies.subarray(c * TALLIES, (c + 1) * TALLIES);
      for (let k = 0; k < TALLIES; k++) total[k] += tally[k];
      return { name, ...figures(tally) };
    });
    return { channels, total: figures(total) };
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
    for (let k = 0; k < this.tallies.length; k++) this.tallies[k] += other.tallies[k];
    for (const piece of other.open.pieces.slice()) this.open.add({ ...piece, content: piece.content.slice() });
  }

  save(): Json {
    return {
      who: 'segmentalSqnrMeter',
      version: 1,
      options: this.key(),
      info: this.info ? saveInfo(this.info) : null,
      tallies: saveNumbers(this.tallies),
      open: this.open.pieces.map(({ start, end, content }) => ({ start, end, sums: saveNumbers(content) })),
    };
  }

  restore(saved: unknown): void {
    const { options, info, tallies, open } = loadState('segmentalSqnrMeter', 1, saved);
    this.reset();
    if (options !== this.key() || !Array.isArray(open)) {
      throw new FormatError('format-state', 'segmentalSqnrMeter: the saved state is damaged, or of other options');
    }
    if (info === null) return;
    const stream = loadInfo('segmentalSqnrMeter', info);
    const channels = stream.names.length;
    const counts = loadNumbers('segmentalSqnrMeter', tallies, TALLIES * channels);
    this.begin(stream);
    this.tallies.set(counts);
    for (const piece of open as readonly unknown[]) {
      const { start, end, sums } = (piece ?? {}) as { start?: unknown; end?: unknown; sums?: unknown };
      const content = Float64Array.from(loadNumbers('segmentalSqnrMeter', sums, 3 * channels));
      this.open.pieces.push({ ...checkPiece('segmentalSqnrMeter', start, end, this.size), content });
    }
  }

  reset(): void {
    this.info = undefined;
    this.tallies = new Float64Array(0);
    this.open = this.fresh();
  }

  private begin(info: StreamInfo): void {
    this.info = info;
    this.tallies = new Float64Array(TALLIES * info.names.length);
  }

  /** What two meters must agree in. */
  private key(): string {
    return [this.size, this.low, this.high, this.silence].join(' ');
  }

  private fresh(): WindowPieces<Float64Array> {
    return new WindowPieces<Float64Array>(
      this.size,
      (into, more) => more.forEach((x, k) => (into[k] += x)),
      sums => this.count(sums),
    );
  }

  /** Takes a whole segment. */
  private count(sums: Float64Array): void {
    const { tallies, low, high } = this;
    for (let c = 0; c < sums.length / 3; c++) {
      const [power, noise, samples] = sums.subarray(3 * c, 3 * c + 3);
      const at = c * TALLIES;
      if (samples === 0 || power / samples <= this.silence) {
        tallies[at + 1]++;
        continue;
      }
      const ratio = decibels(power, noise);
      tallies[at]++;
      if (ratio < low) tallies[at + 2]++;
      if (ratio > high) tallies[at + 3]++;
      tallies[at + 4] += Math.min(Math.max(ratio, low), high);
    }
  }
}

function figures([segments, silent, raised, lowered, sum]: Float64Array): SegmentalFigures {
  return { segments, silent, raised, lowered, segmentalSqnr: sum / segments };
}
