import type { Accumulator } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { type Frame, when } from '../frame.js';
import { type Json, loadNumbers, loadState } from '../state.js';

/** Options of {@link gridHistogram}. */
export interface GridHistogramOptions {
  /** The most cells, a power of two in [2^4, 2^14]. Defaults to 4096. */
  readonly cells?: number | undefined;
  /** Who asks, for messages. Defaults to `gridHistogram`. */
  readonly who?: string;
}

/** What a {@link gridHistogram} has counted: the cells that hold samples, ascending. */
export interface CellCounts {
  /** The middle of the values that a cell may hold; where a cell holds one value, as codes of a converter, that value. */
  readonly values: readonly number[];
  /** Samples in each. */
  readonly counts: readonly number[];
}

/**
 * Counts of all samples of all channels on a grid of powers of two: cell k is [k 2^e, (k + 1) 2^e), and e is the least at
 * which the samples span no more than `cells` cells.
 *
 * Cells nest, so e depends on the least and the largest sample alone, and the counts on nothing but which samples there were:
 * the same bit for bit for any cutting, any order and any merging, and no sample is lost. Resolution: between 1 / cells and
 * 2 / cells of the range. Memory: 8 bytes a cell. NaN and infinities are errors. Frames may differ in shape.
 *
 * @internal
 */
export function gridHistogram({ cells = 4096, who = 'gridHistogram' }: GridHistogramOptions = {}): Accumulator<
  Frame,
  CellCounts
> {
  checkInteger(who, 'cells', cells, 16, 16384);
  if (!Number.isInteger(Math.log2(cells))) {
    throw new OptionRangeError(`${who}: cells must be a power of two, got ${cells}`);
  }
  return new GridHistogram(cells, who);
}

/** Every float32 is a multiple of 2^LEAST, and below 2^128. */
const LEAST = -149;

class GridHistogram implements Accumulator<Frame, CellCounts> {
  private counts = new Float64Array(0); // of the cells base, base + 1, ...; doubles count exactly to 2^53
  private base = 0;
  private exponent = LEAST;
  private grain = 127; // all samples are multiples of 2^grain

  constructor(
    private readonly cells: number,
    private readonly who: string,
  ) {}

  push(f: Frame): void {
    const { data } = f;
    for (let i = 0; i < data.length;) i = this.count(data, i, f);
  }

  value(): CellCounts {
    const [values, counts]: [number[], number[]] = [[], []];
    const width = 2 ** this.exponent;
    const middle = Math.max((width - 2 ** this.grain) / 2, 0);
    this.counts.forEach((count, i) => {
      if (count === 0) return;
      values.push((this.base + i) * width + middle);
      counts.push(count);
    });
    return Object.freeze({ values: Object.freeze(values), counts: Object.freeze(counts) });
  }

  merge(other: Accumulator<Frame, CellCounts>): void {
    if (!(other instanceof GridHistogram) || other.cells !== this.cells) {
      throw new OptionTypeError(`gridHistogram: merges only with another gridHistogram of ${this.cells} cells`);
    }
    const [first, last] = other.extremes();
    if (first > last) return;
    const counts = other.counts.slice(first, last + 1); // a copy, as `other` may be this
    const [base, exponent] = [other.base + first, other.exponent];
    this.cover(exponent, base, base + last - first);
    this.add(counts, base, exponent);
    this.grain = Math.min(this.grain, other.grain);
  }

  save(): Json {
    const [first, last] = this.extremes();
    return {
      who: 'gridHistogram',
      version: 1,
      cells: this.cells,
      exponent: this.exponent,
      grain: this.grain,
      base: first > last ? 0 : this.base + first,
      counts: Array.from(this.counts.subarray(first, last + 1)),
    };
  }

  restore(saved: unknown): void {
    const state = loadState('gridHistogram', 1, saved);
    const fail = (field: string): never => {
      throw new FormatError('format-state', `gridHistogram: ${field} of the saved state is damaged, or of other cells`);
    };
    const integer = (field: string, min: number, max: number): number => {
      const x = state[field];
      return Number.isInteger(x) && (x as number) >= min && (x as number) <= max ? (x as number) : fail(field);
    };
    integer('cells', this.cells, this.cells);
    const [exponent, grain] = [integer('exponent', LEAST, 127), integer('grain', LEAST, 127)];
    const counts = loadNumbers('gridHistogram', state.counts, { max: this.cells });
    if (!counts.every(n => Number.isSafeInteger(n) && n >= 0)) fail('counts');
    // a single cell may stand beyond 2^53, where its neighbours have no number
    const edge = counts.length > 1 ? Number.MAX_SAFE_INTEGER : Infinity;
    const base = integer('base', Math.max(-(2 ** (128 - exponent)), -edge), Math.min(2 ** (128 - exponent), edge));
    this.reset();
    if (counts.length === 0) return;
    this.cover(exponent, base, base + counts.length - 1);
    this.add(counts, base, exponent);
    this.grain = grain;
  }

  reset(): void {
    this.counts = new Float64Array(0);
    this.base = 0;
    this.exponent = LEAST;
    this.grain = 127;
  }

  /** Counts samples from index `i` on; returns at the first that does not fit the cells, with room made for it. */
  private count(data: Float32Array, i: number, f: Frame): number {
    const { counts, base } = this;
    const [perCell, perGrain] = [2 ** -this.exponent, 2 ** -this.grain];
    for (; i < data.length; i++) {
      const x = data[i];
      const k = Math.floor(x * perCell) - base;
      const grains = x * perGrain;
      if (!(k >= 0 && k < counts.length) || Math.floor(grains) !== grains) {
        this.makeRoom(x, i, f);
        return i;
      }
      counts[k]++;
    }
    return i;
  }

  private makeRoom(x: number, i: number, f: Frame): void {
    if (!Number.isFinite(x)) {
      const c = Math.floor(i / f.length);
      throw new DataError(
        'data-non-finite',
        `${this.who}: channel ${f.info.names[c]} is ${x} at ${when(f.info, f.start + i - c * f.length)}; fill gaps first`,
      );
    }
    while (!Number.isInteger(x * 2 ** -this.grain)) this.grain--;
    const k = Math.floor(x * 2 ** -this.exponent);
    this.cover(this.exponent, k, k);
  }

  /** Indices of the first and the last cell that holds a sample; the first above the last where none does. */
  private extremes(): readonly [first: number, last: number] {
    let [first, last] = [0, this.counts.length - 1];
    while (first <= last && this.counts[first] === 0) first++;
    while (last > first && this.counts[last] === 0) last--;
    return [first, last];
  }

  /** Makes room for the cells low to high of exponent `exponent`, and doubles the cells as often as that takes. */
  private cover(exponent: number, low: number, high: number): void {
    const [first, last] = this.extremes();
    const empty = first > last;
    const old = { counts: this.counts.slice(first, last + 1), base: this.base + first, exponent: this.exponent };
    let e = empty ? exponent : Math.max(exponent, old.exponent);
    const ends = (at: number) => {
      const mine = [old.base, old.base + last - first].map(k => Math.floor(k * 2 ** (old.exponent - at)));
      const theirs = [low, high].map(k => Math.floor(k * 2 ** (exponent - at)));
      return empty ? theirs : [Math.min(mine[0], theirs[0]), Math.max(mine[1], theirs[1])];
    };
    let [from, to] = ends(e);
    while (to - from >= this.cells) [from, to] = ends(++e);
    if (!empty && e === this.exponent && from >= this.base && to < this.base + this.counts.length) return;
    this.exponent = e;
    this.base = from - Math.floor((this.cells - (to - from + 1)) / 2); // room on both sides
    this.counts = new Float64Array(this.cells);
    if (!empty) this.add(old.counts, old.base, old.exponent);
  }

  /** Adds counts of cells that are covered. */
  private add(counts: ArrayLike<number>, base: number, exponent: number): void {
    const ratio = 2 ** (exponent - this.exponent);
    for (let i = 0; i < counts.length; i++) this.counts[Math.floor((base + i) * ratio) - this.base] += counts[i];
  }
}
