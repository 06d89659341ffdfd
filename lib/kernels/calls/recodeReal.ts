import { halfEven } from '../../rounding.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';

/** Codes under other params, by way of the real numbers. */
export interface RecodeRealConstants {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly outScale: number;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/** Decoded and encoded anew: the quotient by the output's scale is rounded half to even, every step in float32. */
export const recodeReal: Kernel<RecodeRealConstants> = (constants, [x], [out]) => {
  const { scale, zeroPoint, outScale, outZero, low, high } = constants;
  return () => {
    for (let i = 0; i < x.length; i++) {
      const real = Math.fround(scale * Math.fround(x[i] - zeroPoint));
      out[i] = limitTo(halfEven(Math.fround(real / outScale)) + outZero, low, high);
    }
  };
};
