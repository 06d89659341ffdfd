import type { FixedPointOptions } from './fixedPoint.js';

/**
 * Rounding and overflow that fixed-point tools take when nothing is said. They all differ, so say which:
 * `fixedPoint({ ...format, ...fixedPointModes.systemC })`.
 *
 * - `systemC`: SystemC and Vivado `ap_fixed`, TRN and WRAP;
 * - `matlab`: MATLAB `fi` objects built from floats, Nearest and Saturate;
 * - `fxpmath`: Python's fxpmath, trunc and saturate.
 *
 * @see IEEE Std 1666 (SystemC), sections 7.10.9 and 7.10.10
 */
export const fixedPointModes = Object.freeze({
  systemC: Object.freeze({ rounding: 'floor', overflow: 'wrap' }),
  matlab: Object.freeze({ rounding: 'halfUp', overflow: 'saturate' }),
  fxpmath: Object.freeze({ rounding: 'trunc', overflow: 'saturate' }),
} as const) satisfies Readonly<Record<string, Pick<FixedPointOptions, 'rounding' | 'overflow'>>>;
