import { halfEven } from '../../rounding.js';
import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';

/** Sum of two operands of 8-bit codes by fused multiplications and additions in float32. */
export interface SumFusedConstants {
  readonly broadcast: Broadcast;
  /** Steps of the output that one step of each operand is worth. */
  readonly ratios: readonly [number, number];
  /** Holds the zero points. */
  readonly bias: number;
  readonly low: number;
  readonly high: number;
}

/**
 * a ratio + (b ratio + bias), each product and sum rounded once to float32, the result half to even.
 *
 * @see ONNX Runtime, `MlasQLinearAdd` on processors with AVX2
 */
export const sumFused: Kernel<SumFusedConstants> = ({ broadcast, ratios, bias, low, high }, reads, [out]) => {
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const [a, b] = ratios;
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      // the products are exact in doubles
      out[i] = limitTo(halfEven(Math.fround(x[i] * a + Math.fround(y[i] * b + bias))), low, high);
    }
  };
};
