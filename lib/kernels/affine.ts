import { halfEven, type Rounder } from '../rounding.js';
import type { OverflowRule } from '../overflow.js';
import type { Codes } from '../qparams.js';

/** Scalars of one channel's affine encoding. */
export interface AffineEncoding {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
  readonly round: Rounder;
  readonly overflow: OverflowRule;
}

/**
 * `q = overflow(round(x / scale) + zeroPoint)` for samples `begin` to `end`; the quotient is the float32 one, so codes
 * equal those of float32 runtimes bit for bit (docs/quantization.md, equation (2)).
 *
 * The loop multiplies by the reciprocal and redoes the exact division only where the product lies so near a tie or an
 * end of the range that the two could differ.
 *
 * @param x   samples; same index as `out`
 * @param out codes, in [qmin, qmax]
 * @returns the number of samples that met the overflow rule, or ~i for the first i where x[i] is NaN
 */
export function encodeAffine(x: Float32Array, begin: number, end: number, e: AffineEncoding, out: Codes): number {
  const { scale, zeroPoint, qmin, qmax, round, overflow } = e;
  const inverse = 1 / scale;
  const zero = Math.min(Math.max(zeroPoint, qmin), qmax); // the code nearest to 0, where 0 has none of its own
  const lowest = overflow(qmin, qmin, qmax, zero); // above qmin under saturateSymmetric
  const [low, high] = [lowest - zeroPoint, qmax - zeroPoint];
  // |quotient in float32 - quotient in double| <= |q| 2^-24; twice that, as the product is inexact too
  const guard = round === halfEven ? 0.5 - Math.max(Math.abs(low), Math.abs(high)) * 2 ** -23 : -1;
  const fast = Number.isFinite(inverse);
  let clipped = 0;
  for (let i = begin; i < end; i++) {
    if (fast) {
      const y = x[i] * inverse;
      const r = y + 6755399441055744 - 6755399441055744; // half to even: see rounding.ts
      const d = y - r;
      if (r >= low && r <= high && d < guard && d > -guard) {
        out[i] = r + zeroPoint;
        continue;
      }
    }
    const q = round(Math.fround(x[i] / scale)) + zeroPoint;
    if (q >= lowest && q <= qmax) {
      out[i] = q;
    } else if (Number.isNaN(q)) {
      return ~i;
    } else {
      clipped++;
      out[i] = overflow(q, qmin, qmax, zero);
    }
  }
  return clipped;
}
