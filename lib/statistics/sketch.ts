import type { Accumulator } from '../accumulator.js';
import { checkInteger, checkOneOf } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkFrame, checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadState } from '../state.js';
import { GridCells } from './gridCells.js';
import { type Histogram, NON_FINITE, type NonFinite } from './histogram.js';
import { refuse } from './refuse.js';

/** Options of {@link sketch}. */
export interface SketchOptions {
  /** The most cells a channel, an integer in [16, 65536]. Defaults to 32768: fine enough to foretell the noise of 12 bits. */
  readonly cells?: number;
  /**
   * What NaN and infinities do: `error` ends the stream with a message that says where; `skip` counts them apart;
   * `propagate` counts them apart and lets them into `min` and `max`, as NumPy does. Defaults to `skip`.
   */
  readonly nonFinite?: NonFinite;
}

const OPTIONS: OptionKeys<SketchOptions> = { cells: true, nonFinite: true };

/**
 * A histogram of each channel on a canonical grid of powers of two: the cell width is the least 2^e at which the
 * samples span no more than `cells` cells, and not below the spacing of float32 at the largest magnitude.
 *
 * Cells nest, so e depends on the extremes alone and the counts on nothing but which samples there were: the same
 * samples in any frames, any order and any merge tree give the same value and the same saved bytes, and no count is
 * lost. Resolution: between 1 / cells and 2 / cells of the range, and exact where a cell holds a single value: the codes of a
 * converter stay what they are as long as they are a cell apart. Memory: at most 12 bytes a cell and 100 bytes a channel. A
 * spike widens the cells for good.
 */
export function sketch(options: SketchOptions = {}): Accumulator<Frame, readonly Histogram[]> {
  const { cells = 32768, nonFinite = 'skip' } = checkOptions('sketch', options, OPTIONS);
  return new Sketch('sketch', cells, nonFinite);
}

/**
 * The sketch under the name of whoever uses it.
 *
 * @internal
 */
export class Sketch implements Accumulator<Frame, readonly Histogram[]> {
  private info: StreamInfo | undefined;
  private channels: GridCells[] = [];

  constructor(
    private readonly who: string,
    private readonly cells: number,
    private readonly nonFinite: NonFinite,
  ) {
    checkInteger(who, 'cells', cells, 16, 65536);
    checkOneOf(who, 'nonFinite', nonFinite, NON_FINITE);
  }

  push(f: Frame): void {
    checkFrame(this.who, f);
    if (this.info) checkSameStream(this.who, f, this.info);
    else this.open(f.info);
    for (let c = 0; c < f.channels; c++) {
      const end = (c + 1) * f.length;
      for (let i = this.channels[c].push(f.data, c * f.length, end); i < end;) {
        if (this.nonFinite === 'error') refuse(this.who, f, c, i - c * f.length);
        this.channels[c].pushNonFinite(f.data[i]);
        i = this.channels[c].push(f.data, i + 1, end);
      }
    }
  }

  value(): readonly Histogram[] {
    return Object.freeze(this.channels.map(cells => this.histogram(cells)));
  }

  merge(other: Accumulator<Frame, readonly Histogram[]>): void {
    if (!(other instanceof Sketch) || other.cells !== this.cells) {
      throw new OptionTypeError(`${this.who}: merges only with another sketch of ${this.cells} cells`);
    }
    if (!other.info) return;
    if (!this.info) this.open(other.info);
    if (other.channels.length !== this.channels.length) {
      throw new DataError(
        'data-channels',
        `${this.who}: cannot merge ${other.channels.length} channels into ${this.channels.length}`,
      );
    }
    this.channels.forEach((cells, c) => cells.merge(other.channels[c]));
  }

  save(): Json {
    return {
      who: this.who,
      version: 2,
      cells: this.cells,
      info: this.info ? saveInfo(this.info) : null,
      channels: this.channels.map(cells => cells.save()),
    };
  }

  restore(saved: unknown): void {
    const { cells, info, channels } = loadState(this.who, 2, saved);
    const known = info === null ? undefined : loadInfo(this.who, info);
    if (cells !== this.cells || !Array.isArray(channels) || channels.length !== (known?.names.length ?? 0)) {
      throw new FormatError(
        'format-state',
        `${this.who}: the saved counts are damaged, or of another number of cells than ${this.cells}`,
      );
    }
    this.channels = channels.map((one: unknown) => GridCells.restore(this.who, this.cells, one));
    this.info = known;
  }

  reset(): void {
    this.info = undefined;
    this.channels = [];
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.channels = info.names.map(() => new GridCells(this.cells));
  }

  private histogram(cells: GridCells): Histogram {
    const counts = cells.occupied();
    const { exponent, first, zeros, denormals, positiveInfinities, negativeInfinities, nans } = cells;
    const count = counts.reduce((sum, n) => sum + n, zeros);
    let min = count === 0 ? 0 : cells.least;
    let max = count === 0 ? 0 : cells.greatest;
    if (this.nonFinite === 'propagate') {
      if (negativeInfinities > 0) min = -Infinity;
      if (positiveInfinities > 0) max = Infinity;
      if (count === 0 && positiveInfinities + negativeInfinities > 0) {
        if (negativeInfinities === 0) min = Infinity;
        if (positiveInfinities === 0) max = -Infinity;
      }
      if (nans > 0) min = max = NaN;
    }
    return Object.freeze({
      exponent,
      first,
      counts,
      values: cells.values(),
      min,
      max,
      count,
      zeros,
      denormals,
      positiveInfinities,
      negativeInfinities,
      nans,
    });
  }
}
