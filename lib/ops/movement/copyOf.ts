import type { Copy, CopyAxis } from '../../kernels/copyRuns.js';

/** Where the entries of one axis lie in the source and in the target, counted from the first entries of the other axes. */
export interface CopiedAxis {
  readonly from: Int32Array;
  /** Evenly spaced. */
  readonly to: Int32Array;
}

/** `count` places, `stride` apart. */
export function places(count: number, stride: number, first = 0): Int32Array {
  return new Int32Array(count).map((_, k) => first + k * stride);
}

/**
 * A copy of all combinations of entries of some axes, outermost first; axes that go together become one, those of one entry none.
 *
 * @internal
 */
export function copyOf(axes: readonly CopiedAxis[]): Copy {
  let [begin, goal] = [0, 0];
  const merged: CopyAxis[] = [];
  for (const { from, to } of axes) {
    begin += from[0];
    goal += to[0];
    if (from.length === 1) continue;
    const axis = { count: from.length, from: strideOf(from) ?? from.map(at => at - from[0]), to: to[1] - to[0] };
    const outer = merged.at(-1);
    if (outer && outer.to === axis.to * axis.count && goTogether(outer, axis)) {
      merged[merged.length - 1] = { ...axis, count: outer.count * axis.count };
    } else merged.push(axis);
  }
  return { from: begin, to: goal, axes: merged };
}

function goTogether(outer: CopyAxis, inner: CopyAxis): boolean {
  return typeof outer.from === 'number' && typeof inner.from === 'number' && outer.from === inner.from * inner.count;
}

/** The distance between neighbours; undefined where it is not the same for all. */
function strideOf(list: Int32Array): number | undefined {
  const stride = list[1] - list[0];
  for (let k = 2; k < list.length; k++) if (list[k] - list[k - 1] !== stride) return undefined;
  return stride;
}
