import { DataError, FormatError } from '../errors.js';
import { type Frame, type StreamInfo, when } from '../frame.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';
import { type Difference, difference, DIFFERENCES, REACH } from './differences.js';
import { HalfCells } from './halfCells.js';

/** Pieces of a stream with gaps between them that are held open; beyond, the earliest one is closed. */
const MOST_PIECES = 1024;

/** One channel at the ends of a piece. */
interface Ends {
  /** The first and the last samples, at most REACH of them. */
  readonly head: Float32Array;
  readonly tail: Float32Array;
  /** Lengths of the runs of equal samples at the beginning and at the end; both the whole piece where it is one run. */
  readonly lead: number;
  readonly trail: number;
}

/** Samples without a gap, of which only the ends are still needed. */
interface Piece {
  readonly start: number;
  readonly length: number;
  readonly ends: readonly Ends[];
}

/**
 * What depends on neighbouring samples: differences, and runs of equal samples. Frames may come in any order, and so may
 * merges: pieces that touch are joined at their ends, so the result is that of the whole stream.
 *
 * @internal
 */
export class Neighbours {
  /** Counts of each of DIFFERENCES, per channel. */
  readonly cells: readonly (readonly HalfCells[])[];
  private readonly flat: number[];
  private pieces: Piece[] = []; // by start, none touching the next
  private scratch = new Int32Array(0);

  /** @param run fewest equal samples in a row that count as flat */
  constructor(
    private readonly who: string,
    private readonly info: StreamInfo,
    private readonly run: number,
    cells?: readonly (readonly HalfCells[])[],
    flat?: number[],
  ) {
    this.cells = cells ?? info.names.map(() => DIFFERENCES.map(() => new HalfCells()));
    this.flat = flat ?? info.names.map(() => 0);
  }

  push(f: Frame): void {
    if (f.length === 0) return;
    const ends = Array.from({ length: f.channels }, (_, c) => {
      const x = f.data.subarray(c * f.length, (c + 1) * f.length);
      DIFFERENCES.forEach((d, k) => this.count(d, this.cells[c][k], x, span(d), x.length));
      const { lead, trail } = this.runs(c, x);
      return { head: x.slice(0, REACH), tail: x.slice(-REACH), lead, trail };
    });
    this.insert({ start: f.start, length: f.length, ends });
  }

  merge(other: Neighbours): void {
    other.cells.forEach((row, c) => row.forEach((cells, k) => this.cells[c][k].merge(cells)));
    other.flat.forEach((n, c) => (this.flat[c] += n));
    for (const piece of other.pieces) this.insert(piece);
  }

  /** Samples of channel `c` in runs of equal ones that are long enough. */
  flatSamples(c: number): number {
    return this.pieces.reduce((sum, piece) => sum + this.openFlat(piece, c), this.flat[c]);
  }

  save(): Json {
    return {
      cells: this.cells.map(row => row.map(cells => cells.save())),
      flat: this.flat,
      pieces: this.pieces.map(({ start, length, ends }) => ({
        start,
        length,
        ends: ends.map(e => ({ head: saveNumbers(e.head), tail: saveNumbers(e.tail), lead: e.lead, trail: e.trail })),
      })),
    };
  }

  static restore(who: string, info: StreamInfo, run: number, saved: unknown): Neighbours {
    const { cells, flat, pieces } = (saved ?? {}) as Record<string, unknown>;
    const channels = info.names.length;
    const fail = (): never => {
      throw new FormatError('format-state', `${who}: the saved neighbours are damaged`);
    };
    const list = (value: unknown, length: number): unknown[] =>
      Array.isArray(value) && value.length === length ? value : fail();
    const restored = list(cells, channels).map(row =>
      list(row, DIFFERENCES.length).map(one => HalfCells.restore(who, one)),
    );
    const counts = list(flat, channels).map(n => loadCount(who, 'flat', n));
    const made = new Neighbours(who, info, run, restored, counts);
    if (!Array.isArray(pieces) || pieces.length > MOST_PIECES) return fail();
    let end = -Infinity;
    for (const piece of pieces as readonly unknown[]) {
      const { start, length, ends } = (piece ?? {}) as Record<string, unknown>;
      const samples = loadCount(who, 'length', length);
      if (!Number.isSafeInteger(start) || samples < 1 || (start as number) <= end) return fail();
      end = (start as number) + samples;
      const kept = Math.min(samples, REACH);
      made.pieces.push({
        start: start as number,
        length: samples,
        ends: list(ends, channels).map(one => {
          const e = (one ?? {}) as Record<string, unknown>;
          const [lead, trail] = [loadCount(who, 'lead', e.lead), loadCount(who, 'trail', e.trail)];
          const whole = lead === samples && trail === samples;
          if (lead < 1 || trail < 1 || (!whole && lead + trail > samples)) return fail();
          return {
            head: Float32Array.from(loadNumbers(who, e.head, kept)),
            tail: Float32Array.from(loadNumbers(who, e.tail, kept)),
            lead,
            trail,
          };
        }),
      });
    }
    return made;
  }

  private insert(piece: Piece): void {
    const { pieces } = this;
    let at = pieces.length;
    while (at > 0 && pieces[at - 1].start > piece.start) at--;
    const [before, after] = [at > 0 ? pieces[at - 1] : undefined, at < pieces.length ? pieces[at] : undefined];
    if ((before && endOf(before) > piece.start) || (after && endOf(piece) > after.start)) {
      throw new DataError(
        'data-order',
        `${this.who}: frames must not overlap, got ${piece.length} samples at ${when(this.info, piece.start)} again`,
      );
    }
    let joined = piece;
    let [from, to] = [at, at];
    if (before && endOf(before) === piece.start) {
      joined = this.join(before, joined);
      from--;
    }
    if (after && endOf(piece) === after.start) {
      joined = this.join(joined, after);
      to++;
    }
    pieces.splice(from, to - from, joined);
    if (pieces.length <= MOST_PIECES) return;
    const closed = pieces.shift() as Piece;
    this.flat.forEach((_, c) => (this.flat[c] += this.openFlat(closed, c)));
  }

  /** Two pieces of which the second begins where the first ends, as one; counts what lies across the seam. */
  private join(a: Piece, b: Piece): Piece {
    const ends = a.ends.map((left, c): Ends => {
      const right = b.ends[c];
      const seam = new Float32Array(left.tail.length + right.head.length);
      seam.set(left.tail);
      seam.set(right.head, left.tail.length);
      const m = left.tail.length;
      DIFFERENCES.forEach((d, k) => {
        this.count(d, this.cells[c][k], seam, Math.max(m, span(d)), Math.min(m + span(d), seam.length));
      });
      const [one, other] = [left.lead === a.length, right.lead === b.length]; // a single run
      const equal = left.tail[m - 1] === right.head[0];
      if (equal && !one && !other) this.close(c, left.trail + right.lead);
      if (!equal && !one) this.close(c, left.trail);
      if (!equal && !other) this.close(c, right.lead);
      return {
        head: a.length >= REACH ? left.head : concat(left.head, right.head).slice(0, REACH),
        tail: b.length >= REACH ? right.tail : concat(left.tail, right.tail).slice(-REACH),
        lead: one && equal ? a.length + right.lead : left.lead,
        trail: other && equal ? left.trail + b.length : right.trail,
      };
    });
    return { start: a.start, length: a.length + b.length, ends };
  }

  private close(c: number, length: number): void {
    if (length >= this.run) this.flat[c] += length;
  }

  private openFlat({ length, ends }: Piece, c: number): number {
    const { lead, trail } = ends[c];
    return (lead >= this.run ? lead : 0) + (lead < length && trail >= this.run ? trail : 0);
  }

  /** Counts the runs inside x; returns those at its ends. */
  private runs(c: number, x: Float32Array): { readonly lead: number; readonly trail: number } {
    let begin = 0; // of the run
    let lead = 0;
    for (let i = 1; i < x.length; i++) {
      if (x[i] === x[i - 1]) continue;
      if (begin === 0) lead = i;
      else this.close(c, i - begin);
      begin = i;
    }
    return { lead: lead || x.length, trail: x.length - begin };
  }

  private count(d: Difference, cells: HalfCells, x: Float32Array, from: number, to: number): void {
    if (to <= from) return;
    if (this.scratch.length < to - from) this.scratch = new Int32Array(2 * (to - from));
    cells.add(this.scratch, difference(d, x, from, to, new Float32Array(this.scratch.buffer)));
  }
}

/** Samples that a difference looks back. */
function span({ weights, spacing }: Difference): number {
  return (weights.length - 1) * spacing;
}

function endOf({ start, length }: Piece): number {
  return start + length;
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
