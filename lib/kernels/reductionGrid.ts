import { offsets } from './offsets.js';

/** Entries of one axis of an array. */
export interface GridAxis {
  readonly count: number;
  /** Distance from neighbour to neighbour. */
  readonly stride: number;
}

/** The axes of an array that a reduction keeps, and those that it reduces, outermost first. */
export interface ReductionGrid {
  readonly kept: readonly GridAxis[];
  readonly reduced: readonly GridAxis[];
}

/**
 * Where the elements lie: the first one of each output, and all of one output from there.
 *
 * @internal
 */
export function reductionPlaces({ kept, reduced }: ReductionGrid): {
  readonly starts: Int32Array;
  readonly at: Int32Array;
} {
  return { starts: places(kept), at: places(reduced) };
}

function places(axes: readonly GridAxis[]): Int32Array {
  return offsets(
    axes.map(({ count }) => count),
    axes.map(({ stride }) => stride),
  );
}
