import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { type ReductionGrid, reductionPlaces } from '../reductionGrid.js';
import type { Requantization } from '../requantization.js';

/** Products of codes over some axes. */
export interface ReduceProductConstants extends ReductionGrid {
  /** Of the input. */
  readonly zeroPoint: number;
  /** What each product with one more factor becomes, as an int32. */
  readonly step: Requantization;
  /** What the last product becomes, as a code. */
  readonly last: Requantization;
}

/** The product of code - zero point over some axes, brought back to int32 factor by factor, in row-major order. */
export const reduceProduct: Kernel<ReduceProductConstants> = (constants, [x], [out], tools) => {
  const { starts, at } = reductionPlaces(constants);
  const { zeroPoint } = constants;
  const count = out.length;
  const [products, current] = [new Float64Array(count), new Int32Array(count)];
  const step = tools.requantizer(constants.step, count);
  const last = tools.requantizer(constants.last, count);
  return () => {
    for (let o = 0; o < count; o++) current[o] = x[starts[o] + at[0]] - zeroPoint;
    for (let k = 1; k < at.length; k++) {
      for (let o = 0; o < count; o++) products[o] = current[o] * (x[starts[o] + at[k]] - zeroPoint);
      step(products, current, 0);
    }
    products.set(current);
    last(products, out as Codes, 0);
  };
};
