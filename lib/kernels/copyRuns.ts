import type { Step, Values } from './kernel.js';

/** Entries of one axis that are copied together with all combinations of those of other axes. */
export interface CopyAxis {
  readonly count: number;
  /** Distance in the source from entry to entry; or where each entry lies there, seen from the first one. */
  readonly from: number | Int32Array;
  /** Distance in the target from entry to entry. */
  readonly to: number;
}

/** Where elements of one array go in another. */
export interface Copy {
  /** Where the first element lies in the source. */
  readonly from: number;
  /** Where it goes in the target. */
  readonly to: number;
  /** Outermost first; of one element none. */
  readonly axes: readonly CopyAxis[];
}

/** The same as runs: neighbours in the target, evenly spaced in the source. */
export interface CopyPlan {
  /** Elements of a run. */
  readonly length: number;
  /** Distance in the source from one element of a run to the next. */
  readonly step: number;
  /** Where each run begins in the source. */
  readonly from: Int32Array;
  /** Where each run begins in the target. */
  readonly to: Int32Array;
}

/** Runs of this length on are copied by the engine's own copy, from views made once; of more runs, views would be a burden. */
const LONG = 32;
const MANY = 4096;

/** Side of a tile. */
const TILE = 32;

/** Plans a copy: the innermost axis becomes the runs, if its entries are neighbours in the target. */
export function copyPlan({ from, to, axes }: Copy): CopyPlan {
  const last = axes.at(-1);
  const even = last !== undefined && typeof last.from === 'number' && last.to === 1;
  const grid = even ? axes.slice(0, -1) : axes;
  return {
    length: even ? last.count : 1,
    step: even && typeof last.from === 'number' ? last.from : 1,
    from: sums(
      from,
      grid.map(axis => places(axis.from, axis.count)),
    ),
    to: sums(
      to,
      grid.map(axis => places(axis.to, axis.count)),
    ),
  };
}

/**
 * Copies as planned, every run anew.
 *
 * @internal
 */
export function copyRuns(x: Values, out: Values, { length, step, from, to }: CopyPlan): Step {
  if (step === 1 && length >= LONG && from.length <= MANY) {
    const sources = Array.from(from, begin => x.subarray(begin, begin + length));
    const targets = Array.from(to, begin => out.subarray(begin, begin + length));
    return () => {
      for (let k = 0; k < sources.length; k++) targets[k].set(sources[k]);
    };
  }
  if (step === 0) {
    return () => {
      for (let k = 0; k < from.length; k++) out.fill(x[from[k]], to[k], to[k] + length);
    };
  }
  if (length === 1) {
    return () => {
      for (let k = 0; k < from.length; k++) out[to[k]] = x[from[k]];
    };
  }
  // far steps: tile by tile, so that the neighbours of an element are still in the cache when their run comes
  const [runs, part] = Math.abs(step) > TILE && length > TILE ? [TILE, TILE] : [from.length, length];
  return () => {
    for (let first = 0; first < from.length; first += runs) {
      const last = Math.min(first + runs, from.length);
      for (let done = 0; done < length; done += part) {
        const count = Math.min(part, length - done);
        for (let k = first; k < last; k++) copyRun(x, from[k] + done * step, step, out, to[k] + done, count);
      }
    }
  };
}

/** Copies one run. */
function copyRun(x: Values, from: number, step: number, out: Values, to: number, length: number): void {
  for (let k = 0, i = from; k < length; k++, i += step) out[to + k] = x[i];
}

function places(axis: number | Int32Array, count: number): Int32Array {
  return typeof axis === 'number' ? new Int32Array(count).map((_, k) => k * axis) : axis;
}

/** The sums of a number and one entry of each list, in row-major order. */
function sums(first: number, lists: readonly Int32Array[]): Int32Array {
  return lists.reduce((all, list) => {
    const out = new Int32Array(all.length * list.length);
    for (let k = 0, o = 0; k < all.length; k++) for (let i = 0; i < list.length; i++) out[o++] = all[k] + list[i];
    return out;
  }, Int32Array.of(first));
}
