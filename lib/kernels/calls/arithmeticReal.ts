import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { halfEven } from '../../rounding.js';

/** Arithmetic on two operands of codes by way of the real numbers. */
export interface ArithmeticRealConstants {
  readonly broadcast: Broadcast;
  readonly of: 'add' | 'sub' | 'mul' | 'div';
  readonly scales: readonly [number, number];
  readonly zeroPoints: readonly [number, number];
  readonly outScale: number;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

const arithmetic: Readonly<Record<ArithmeticRealConstants['of'], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/**
 * Both operands decoded, the result encoded: the quotient by the output's scale is rounded half to even, every step in float32. NaN becomes
 * the smallest code.
 *
 * @see ONNX, DequantizeLinear and QuantizeLinear
 */
export const arithmeticReal: Kernel<ArithmeticRealConstants> = (constants, reads, [out]) => {
  const { broadcast, of, scales, zeroPoints, outScale, outZero, low, high } = constants;
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const [scaleX, scaleY] = scales;
  const [zeroX, zeroY] = zeroPoints;
  const compute = arithmetic[of];
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      const a = Math.fround(scaleX * (x[i] - zeroX));
      const b = Math.fround(scaleY * (y[i] - zeroY));
      out[i] = limitTo(halfEven(Math.fround(Math.fround(compute(a, b)) / outScale)) + outZero, low, high);
    }
  };
};
