import type { AffineEncoding } from '../kernels/affine.js';
import type { Codes } from '../qparams.js';

/** Scalars of one channel's encoding with a power-of-two step. */
export interface ShiftEncoding extends Omit<AffineEncoding, 'scale'> {
  /** The step is 2^exponent, which lies in [-200, 200]. */
  readonly exponent: number;
}

/**
 * `q = overflow(round(x / 2^exponent) + zeroPoint)` for samples `begin` to `end`. The quotient is exact in double: the
 * rounding is the only error.
 *
 * @internal
 *
 * @returns the number of samples that met the overflow rule, or ~i for the first i where x[i] is NaN
 */
export function encodeShift(x: Float32Array, begin: number, end: number, e: ShiftEncoding, out: Codes): number {
  const { exponent, zeroPoint, qmin, qmax, round, overflow } = e;
  const factor = 2 ** -exponent;
  const lowest = overflow(qmin, qmin, qmax, zeroPoint); // above qmin under saturateSymmetric
  let clipped = 0;
  for (let i = begin; i < end; i++) {
    const q = round(x[i] * factor) + zeroPoint;
    if (q >= lowest && q <= qmax) {
      out[i] = q;
    } else if (Number.isNaN(q)) {
      return ~i;
    } else {
      clipped++;
      out[i] = overflow(q, qmin, qmax, zeroPoint);
    }
  }
  return clipped;
}
