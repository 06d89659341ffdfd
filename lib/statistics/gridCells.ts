import { FormatError } from '../errors.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';

/** Every float32 is a multiple of 2^LEAST. */
const LEAST = -149;
const FEWEST = 64; // cells to begin with
const FARTHEST = 2 ** 24; // cells from 0: as far as float32 numbers still stand in cells of their own

/** The samples that stand apart from the cells. */
const APART = ['zeros', 'denormals', 'positiveInfinities', 'negativeInfinities', 'nans'] as const;

/**
 * The counts of one channel, and the value of every cell that holds a single one. Cell k is [k 2^e, (k + 1) 2^e); e is the least
 * exponent at which the samples span no more than `limit` cells and no sample is more than 2^24 cells away from 0. Cells nest, so e,
 * the counts and the values depend only on which samples there were.
 *
 * @internal
 */
export class GridCells {
  exponent = LEAST;
  /** Smallest and largest finite sample; Infinity and -Infinity without any. */
  least = Infinity;
  greatest = -Infinity;
  zeros = 0;
  denormals = 0;
  positiveInfinities = 0;
  negativeInfinities = 0;
  nans = 0;
  private base = 0; // number of the cell of counts[0]
  private counts = new Float64Array(0); // zeros are in cell 0; doubles count exactly to 2^53
  private only = new Float32Array(0); // the one value in a cell; 0 where none is, NaN where several are; zeros apart

  constructor(private readonly limit: number) {}

  /** Counts x[i] to x[end - 1]; returns `end`, or the index of the first sample that is not finite. */
  push(x: Float32Array, i: number, end: number): number {
    for (;;) {
      const to = countFitting(x, i, end, this.counts, this.only, this.base, 2 ** -this.exponent);
      this.note(x, i, to);
      if (to === end || !Number.isFinite(x[to])) return to;
      let stop = to + 1; // all that follow are covered at once: signals that grow would move the cells at every sample
      while (stop < end && Number.isFinite(x[stop])) stop++;
      this.cover(leastOf(x, to, stop), greatestOf(x, to, stop));
      i = to;
    }
  }

  /** Counts a sample that is not finite. */
  pushNonFinite(x: number): void {
    if (x === Infinity) this.positiveInfinities++;
    else if (x === -Infinity) this.negativeInfinities++;
    else this.nans++;
  }

  /** Number of the first cell that holds a sample. */
  get first(): number {
    return this.least > this.greatest ? 0 : cellOf(this.least, this.exponent);
  }

  /** A copy of the counts from the first cell to the last, without zeros. */
  occupied(): Float64Array {
    const { counts } = this.held();
    if (this.zeros > 0) counts[-this.first] -= this.zeros;
    return counts;
  }

  /** The one value of each cell from the first to the last; 0 where none is but zeros, NaN where several are. */
  values(): Float32Array {
    return this.held().only;
  }

  merge(other: GridCells): void {
    const held = other.held();
    if (held.counts.length > 0) {
      this.cover(other.least, other.greatest);
      this.add(held, other.first, other.exponent);
    }
    for (const field of APART) this[field] += other[field];
  }

  save(): Json {
    return {
      ...Object.fromEntries(APART.map(field => [field, this[field]])),
      extremes: this.least > this.greatest ? [] : [this.least, this.greatest],
      counts: Array.from(this.occupied()),
      values: saveNumbers(this.values()),
    };
  }

  static restore(who: string, limit: number, saved: unknown): GridCells {
    const state = (saved ?? {}) as Record<string, unknown>;
    const fail = (): never => {
      throw new FormatError('format-state', `${who}: the saved counts are damaged, or of another number of cells`);
    };
    const cells = new GridCells(limit);
    for (const field of APART) cells[field] = loadCount(who, field, state[field]);
    const counts = loadNumbers(who, state.counts, { max: limit });
    const values = loadNumbers(who, state.values, counts.length);
    const extremes = loadNumbers(who, state.extremes, counts.length === 0 ? 0 : 2);
    if (!counts.every(n => Number.isSafeInteger(n) && n >= 0)) return fail();
    if (counts.length === 0) return cells.zeros === 0 && cells.denormals === 0 ? cells : fail();
    const [least, greatest] = extremes;
    if (!extremes.every(x => Number.isFinite(x) && Math.fround(x) === x) || least > greatest) return fail();
    cells.cover(least, greatest);
    const span = cellOf(greatest, cells.exponent) - cells.first + 1;
    const seen = (x: number, count: number) => (x === 0 ? cells.zeros > 0 : count > 0);
    if (counts.length !== span || !seen(least, counts[0]) || !seen(greatest, counts[span - 1])) return fail();
    if (cells.zeros > 0 && (least > 0 || greatest < 0)) return fail();
    const stands = (x: number, k: number) =>
      counts[k] === 0 || x === 0
        ? counts[k] === 0 && x === 0
        : Number.isNaN(x) || isIn(x, cells.first + k, cells.exponent);
    if (!values.every(stands)) return fail();
    if (cells.zeros > 0) counts[-cells.first] += cells.zeros;
    cells.add({ counts, only: values }, cells.first, cells.exponent);
    return cells;
  }

  /** Takes the extremes, the zeros and the denormals of x[i] to x[end - 1]. */
  private note(x: Float32Array, i: number, end: number): void {
    this.least = Math.min(this.least, leastOf(x, i, end)) + 0; // -0 becomes 0
    this.greatest = Math.max(this.greatest, greatestOf(x, i, end)) + 0;
    const words = new Int32Array(x.buffer, x.byteOffset, x.length);
    const tiny = end - i - countNonZero(words, i, end, EXPONENT);
    if (tiny === 0) return;
    const zeros = end - i - countNonZero(words, i, end, MAGNITUDE);
    this.zeros += zeros;
    this.denormals += tiny - zeros;
  }

  /** A copy of the cells from the first to the last. */
  private held(): Cells & { readonly counts: Float64Array; readonly only: Float32Array } {
    if (this.least > this.greatest) return { counts: new Float64Array(0), only: new Float32Array(0) };
    const [from, to] = [this.first - this.base, cellOf(this.greatest, this.exponent) - this.base + 1];
    return { counts: this.counts.slice(from, to), only: this.only.slice(from, to) };
  }

  /** Makes room for samples between `low` and `high`: more cells, and wider ones where the limit asks for it. */
  private cover(low: number, high: number): void {
    const old = { held: this.held(), first: this.first, exponent: this.exponent };
    this.least = Math.min(this.least, low);
    this.greatest = Math.max(this.greatest, high);
    let e = Math.max(this.exponent, grainOf(Math.max(-this.least, this.greatest)));
    while (cellOf(this.greatest, e) - cellOf(this.least, e) >= this.limit) e++;
    const [first, last] = [cellOf(this.least, e), cellOf(this.greatest, e)];
    if (e === this.exponent && first >= this.base && last < this.base + this.counts.length) return;
    const size = Math.min(this.limit, Math.max(FEWEST, 2 ** Math.ceil(Math.log2(2 * (last - first + 1)))));
    const room = Math.floor((size - (last - first + 1)) / 2); // on both sides, but not where the cells would have to be wider
    this.exponent = e;
    this.base = Math.max(first - room, -FARTHEST);
    const cells = Math.min(this.base + size, FARTHEST + 1) - this.base;
    this.counts = new Float64Array(cells);
    this.only = new Float32Array(cells);
    this.add(old.held, old.first, old.exponent);
  }

  /** Adds cells that are covered and not wider than these. */
  private add({ counts, only }: Cells, first: number, exponent: number): void {
    const ratio = 2 ** (exponent - this.exponent);
    for (let i = 0; i < counts.length; i++) {
      const k = Math.floor((first + i) * ratio) - this.base;
      this.counts[k] += counts[i];
      if (only[i] !== 0 && only[i] !== this.only[k]) this.only[k] = this.only[k] === 0 ? only[i] : NaN;
    }
  }
}

/** Neighbouring cells: how many samples each holds, and which value where it holds but one. */
interface Cells {
  readonly counts: ArrayLike<number>;
  readonly only: ArrayLike<number>;
}

const EXPONENT = 0x7f800000; // bits of a float32; all 0 in zeros and denormals
const MAGNITUDE = 0x7fffffff; // all bits but the sign

function leastOf(x: Float32Array, i: number, end: number): number {
  let least = Infinity;
  for (; i < end; i++) if (x[i] < least) least = x[i];
  return least;
}

function greatestOf(x: Float32Array, i: number, end: number): number {
  let greatest = -Infinity;
  for (; i < end; i++) if (x[i] > greatest) greatest = x[i];
  return greatest;
}

/**
 * How many of words[i] to words[end - 1] have one of the bits of `mask`, none of them the sign: without a branch, as
 * zeros come in any order.
 */
function countNonZero(words: Int32Array, i: number, end: number, mask: number): number {
  let count = 0;
  for (let k = i; k < end; k++) count += -(words[k] & mask) >>> 31;
  return count;
}

/** Counts samples from index `i` on; returns at the first that fits no cell. */
function countFitting(
  x: Float32Array,
  i: number,
  end: number,
  counts: Float64Array,
  only: Float32Array,
  base: number,
  perCell: number,
): number {
  const size = counts.length;
  for (; i < end; i++) {
    const v = x[i];
    const k = Math.floor(v * perCell) - base;
    if (!(k >= 0 && k < size)) break;
    counts[k]++;
    if (only[k] !== v && v !== 0) only[k] = only[k] === 0 ? v : NaN;
  }
  return i;
}

function isIn(x: number, cell: number, exponent: number): boolean {
  return Number.isFinite(x) && Math.fround(x) === x && cellOf(x, exponent) === cell;
}

function cellOf(x: number, exponent: number): number {
  return Math.floor(x * 2 ** -exponent);
}

/** The exponent of the spacing of float32 numbers up to this magnitude: finer cells would tell nothing more apart. */
function grainOf(x: number): number {
  let exponent = Math.floor(Math.log2(x));
  if (2 ** exponent >= x) exponent--; // a power of two is the last one of the finer spacing
  return Math.max(exponent - 23, LEAST);
}
