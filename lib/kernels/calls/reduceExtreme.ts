import type { Kernel } from '../kernel.js';
import { type ReductionGrid, reductionPlaces } from '../reductionGrid.js';

/** Extremes of codes over some axes. */
export interface ReduceExtremeConstants extends ReductionGrid {
  /** The smallest code; else the largest. */
  readonly smallest: boolean;
}

/** The largest or the smallest code over some axes; input and output have the same params. */
export const reduceExtreme: Kernel<ReduceExtremeConstants> = (constants, [x], [out]) => {
  const { starts, at } = reductionPlaces(constants);
  const { smallest } = constants;
  return () => {
    for (let o = 0; o < out.length; o++) {
      let extreme = x[starts[o] + at[0]];
      for (let k = 1; k < at.length; k++) {
        const q = x[starts[o] + at[k]];
        if (q < extreme === smallest) extreme = q;
      }
      out[o] = extreme;
    }
  };
};
