import type { Values } from '../../graph/network.js';
import type { Step } from '../../kernels/kernel.js';

/** Where elements of one array go in another: runs of neighbours there, evenly spaced here. */
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

/** Where the entries of one axis lie in the source and in the target, counted from the first entries of the other axes. */
export interface CopiedAxis {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Runs of this length on are copied by the engine's own copy, from views made once; of more runs, views would be a burden. */
const LONG = 32;
const MANY = 4096;

/** Side of a tile. */
const TILE = 32;

/** `count` places, `stride` apart. */
export function places(count: number, stride: number, first = 0): Int32Array {
  return new Int32Array(count).map((_, k) => first + k * stride);
}

/** Plans a copy of all combinations of entries of some axes, outermost first; axes that go together become one. */
export function copyPlan(axes: readonly CopiedAxis[]): CopyPlan {
  let [length, step, rest] = [1, 1, axes.length];
  for (; rest > 0; rest--) {
    const { from, to } = axes[rest - 1];
    if (from.length === 1) continue;
    const stride = strideOf(from);
    if (strideOf(to) !== length || stride === undefined || (length > 1 && stride !== step * length)) break;
    if (length === 1) step = stride;
    length *= from.length;
  }
  // the axes of the runs lend the first of their entries
  const grid = axes.map((axis, k) =>
    k < rest ? axis : { from: axis.from.subarray(0, 1), to: axis.to.subarray(0, 1) },
  );
  return { length, step, from: sums(grid.map(axis => axis.from)), to: sums(grid.map(axis => axis.to)) };
}

/**
 * Copies as planned, every run anew.
 *
 * @internal
 */
export function copyRuns<T extends Values>(x: T, out: T, { length, step, from, to }: CopyPlan): Step {
  if (step === 1 && length >= LONG && from.length <= MANY) {
    const sources = Array.from(from, begin => x.subarray(begin, begin + length));
    const targets = Array.from(to, begin => out.subarray(begin, begin + length));
    return () => {
      for (let k = 0; k < sources.length; k++) targets[k].set(sources[k]);
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
function copyRun<T extends Values>(x: T, from: number, step: number, out: T, to: number, length: number): void {
  for (let k = 0, i = from; k < length; k++, i += step) out[to + k] = x[i];
}

/** The distance between neighbours; undefined where it is not the same for all. */
function strideOf(list: Int32Array): number | undefined {
  const stride = list[1] - list[0];
  for (let k = 2; k < list.length; k++) if (list[k] - list[k - 1] !== stride) return undefined;
  return stride;
}

/** The sums of one entry of each list, in row-major order. */
function sums(lists: readonly Int32Array[]): Int32Array {
  return lists.reduce((all, list) => {
    const out = new Int32Array(all.length * list.length);
    for (let k = 0, o = 0; k < all.length; k++) for (let i = 0; i < list.length; i++) out[o++] = all[k] + list[i];
    return out;
  }, Int32Array.of(0));
}
