import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';

/** Sum of two operands of 8-bit codes by integer factors. */
export interface SumByShiftConstants {
  readonly broadcast: Broadcast;
  /** Of the codes of each operand. */
  readonly factors: readonly [number, number];
  /** Holds the zero points, and half of the last place. */
  readonly bias: number;
  readonly shift: number;
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
}

/** (bias + factor a + factor b) shifted right, ties towards +infinity; all within int32. */
export const sumByShift: Kernel<SumByShiftConstants> = (constants, reads, [out]) => {
  const { broadcast, factors, bias, shift, zeroPoint, low, high } = constants;
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const [a, b] = factors;
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      const q = ((bias + x[i] * a + y[i] * b) >> shift) + zeroPoint;
      out[i] = q < low ? low : q > high ? high : q;
    }
  };
};
