import { halfEven } from '../../rounding.js';
import type { Kernel } from '../kernel.js';
import { type ReductionGrid, reductionPlaces } from '../reductionGrid.js';

/** Sums of codes over some axes, by way of the real numbers that they stand for. */
export interface ReduceRealConstants extends ReductionGrid {
  /** Of the input, a float32 value. */
  readonly scale: number;
  /** Of the input. */
  readonly zeroPoint: number;
  /** What the sum is divided by: the number of elements for a mean. */
  readonly divisor: number;
  /** Of the output, a float32 value. */
  readonly outScale: number;
  /** Of the output. */
  readonly outZeroPoint: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Dequantized, summed, divided and quantized anew, half to even: real numbers and the result are float32, the sum is exact to double
 * precision.
 *
 * @see ONNX, DequantizeLinear, ReduceMean, QuantizeLinear
 */
export const reduceReal: Kernel<ReduceRealConstants> = (constants, [x], [out]) => {
  const { starts, at } = reductionPlaces(constants);
  const { scale, zeroPoint, divisor, outScale, outZeroPoint, low, high } = constants;
  return () => {
    for (let o = 0; o < out.length; o++) {
      let sum = 0;
      for (let k = 0; k < at.length; k++) sum += Math.fround(scale * (x[starts[o] + at[k]] - zeroPoint));
      const q = halfEven(Math.fround(Math.fround(sum / divisor) / outScale)) + outZeroPoint;
      out[o] = q < low ? low : q > high ? high : q;
    }
  };
};
