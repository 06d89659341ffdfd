import { aligned, type Broadcast } from '../broadcast.js';
import { type QuantizedMultiplier, roundingDivideByPot, saturatingRoundingDoublingHighMul } from '../fixedPoint.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { oneOverOnePlus } from '../transcendental.js';

/** Quotient of two operands of 8-bit codes. */
export interface QuotientConstants {
  readonly broadcast: Broadcast;
  readonly zeroPoints: readonly [number, number];
  /** Steps of the output that a quotient of 1 step by 1 step is worth; shifts up to 22. */
  readonly ratio: QuantizedMultiplier;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Quotient of two operands by the reciprocal of the second in fixed point. A quotient by 0 saturates; 0 / 0 is 0.
 *
 * @see TensorFlow Lite, `reference_ops::DivElementwise`, which refuses divisors of 0
 */
export const quotient: Kernel<QuotientConstants> = (constants, reads, [out]) => {
  const { broadcast, zeroPoints, ratio, outZero, low, high } = constants;
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const [zeroX, zeroY] = zeroPoints;
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      out[i] = limitTo(divided(x[i] - zeroX, y[i] - zeroY, ratio) + outZero, low, high);
    }
  };
};

/** a / b times a real number, rounded; beyond all codes for b = 0. */
function divided(a: number, b: number, { multiplier, shift }: QuantizedMultiplier): number {
  if (b === 0) return Math.sign(a) * 2 ** 30;
  const [over, under] = b < 0 ? [0 - a, 0 - b] : [a, b];
  const lead = Math.clz32(under);
  const reciprocal = oneOverOnePlus(((under << lead) - 2147483648) | 0); // of the divisor's fraction above its leading 1
  const headroom = over >= 0 ? Math.clz32(over) - 1 : Math.clz32(-2 * over - 1);
  const scaled = saturatingRoundingDoublingHighMul(over << headroom, reciprocal);
  const right = 31 - lead + headroom - shift;
  return right > 31 ? 0 : roundingDivideByPot(saturatingRoundingDoublingHighMul(scaled, multiplier), right);
}
