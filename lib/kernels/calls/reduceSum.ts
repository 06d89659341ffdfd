import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { type ReductionGrid, reductionPlaces } from '../reductionGrid.js';
import type { Requantization } from '../requantization.js';

/** Sums of codes over some axes. */
export interface ReduceSumConstants extends ReductionGrid {
  /** Of the input. */
  readonly zeroPoint: number;
  /** One entry for all sums; a mean has the number of elements in its scale. */
  readonly requantization: Requantization;
}

/** Sums are made and turned into codes this many at a time. */
const BLOCK = 256;

/** The sum of code - zero point over some axes, requantized; it stays within int32. */
export const reduceSum: Kernel<ReduceSumConstants> = (constants, [x], [out], tools) => {
  const { starts, at } = reductionPlaces(constants);
  const zeros = constants.zeroPoint * at.length;
  const width = Math.min(BLOCK, out.length);
  const acc = new Int32Array(width);
  const requantize = tools.requantizer(constants.requantization, width);
  const last = out.length - width; // the last block may overlap the one before
  return () => {
    for (let from = 0; from < out.length; from += width) {
      const first = from < last ? from : last;
      for (let o = 0; o < width; o++) {
        const start = starts[first + o];
        let sum = 0;
        for (let k = 0; k < at.length; k++) sum += x[start + at[k]];
        acc[o] = sum - zeros;
      }
      requantize(acc, out as Codes, first);
    }
  };
};
