import { overflows } from '../../overflow.js';
import type { Codes } from '../../qparams.js';
import { rounders, type Rounding } from '../../rounding.js';
import { encodeAffine } from '../affine.js';
import type { Kernel } from '../kernel.js';

/** Codes of real numbers. */
export interface EncodeConstants {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
  readonly rounding: Rounding;
}

/** x / scale in float32, rounded; saturated to [low, high]. NaN becomes the smallest code. */
export const encode: Kernel<EncodeConstants> = ({ scale, zeroPoint, low, high, rounding }, [x], [out]) => {
  const encoding = {
    scale,
    zeroPoint,
    qmin: low,
    qmax: high,
    round: rounders[rounding],
    overflow: overflows.saturate,
  };
  return () => {
    let from = 0;
    for (;;) {
      const nan = ~encodeAffine(x as Float32Array, from, x.length, encoding, out as Codes);
      if (nan < 0) return;
      out[nan] = low;
      from = nan + 1;
    }
  };
};
