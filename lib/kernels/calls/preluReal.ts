import { halfEven } from '../../rounding.js';
import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';

/** A real slope of its own for each element below zero. */
export interface PreluRealConstants {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly slopes: Float32Array;
  /** Of the slopes alone. */
  readonly broadcast: Broadcast;
  readonly outScale: number;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/** x from zero on, slope x below, by way of the real numbers: rounded half to even, every step in float32. */
export const preluReal: Kernel<PreluRealConstants> = (constants, [x], [out]) => {
  const { scale, zeroPoint, outScale, outZero, low, high } = constants;
  const { operands, align } = aligned(constants.broadcast, [constants.slopes]);
  const [slopes] = operands;
  align();
  return () => {
    for (let i = 0; i < x.length; i++) {
      const value = Math.fround(scale * (x[i] - zeroPoint));
      const y = value < 0 ? Math.fround(value * slopes[i]) : value;
      out[i] = limitTo(halfEven(Math.fround(y / outScale)) + outZero, low, high);
    }
  };
};
