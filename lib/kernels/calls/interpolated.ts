import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { lookUp16 } from '../lookUp16.js';

/** A function of int16 codes, given at every 128th of them. */
export interface InterpolatedConstants {
  /** Of 513 entries; see {@link lookUp16}. */
  readonly table: Int16Array;
  readonly low: number;
  readonly high: number;
}

/** A function of every element, interpolated. */
export const interpolated: Kernel<InterpolatedConstants> = ({ table, low, high }, [x], [out]) => {
  return () => {
    for (let i = 0; i < x.length; i++) out[i] = limitTo(lookUp16(table, x[i]), low, high);
  };
};
