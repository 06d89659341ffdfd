import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { slope, type Slope } from '../slope.js';

/** One slope from zero on, another one below. */
export interface SlopesConstants {
  /** Code of zero in the input. */
  readonly zeroPoint: number;
  readonly above: Slope;
  readonly below: Slope;
  /** Code of zero in the output. */
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/** Two slopes that meet in zero. */
export const slopes: Kernel<SlopesConstants> = (constants, [x], [out]) => {
  const { zeroPoint, outZero, low, high } = constants;
  const [rising, falling] = [slope(constants.above), slope(constants.below)];
  return () => {
    for (let i = 0; i < x.length; i++) {
      const value = x[i] - zeroPoint;
      out[i] = limitTo((value < 0 ? falling(value) : rising(value)) + outZero, low, high);
    }
  };
};

/** The code of the output for a code of the input. */
export function slopesCode({ zeroPoint, above, below, outZero, low, high }: SlopesConstants): (q: number) => number {
  const [rising, falling] = [slope(above), slope(below)];
  return q => {
    const x = q - zeroPoint;
    return limitTo((x < 0 ? falling(x) : rising(x)) + outZero, low, high);
  };
}
