import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { logistic16, tanh16 } from '../sigmoid16.js';

/** Logistic function or hyperbolic tangent of int16 codes. */
export interface SigmoidConstants {
  readonly of: 'logistic' | 'tanh';
  /** From codes to steps of 1/12288: times this, at most 2^20, then shifted right, ties towards +infinity. */
  readonly multiplier: number;
  readonly shift: number;
}

/** Beyond 2^17 steps both functions are saturated. */
const FAR = 2 ** 20;

/** The logistic function or the hyperbolic tangent of every element, interpolated in a table of 256 entries. */
export const sigmoid: Kernel<SigmoidConstants> = ({ of, multiplier, shift }, [x], [out]) => {
  const interpolate = of === 'tanh' ? tanh16 : logistic16;
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  const unit = 2 ** -shift;
  return () => {
    for (let i = 0; i < x.length; i++) {
      out[i] = interpolate(limitTo(Math.floor((x[i] * multiplier + half) * unit), -FAR, FAR));
    }
  };
};
