import type { Codes } from '../qparams.js';
import { halfEven } from '../rounding.js';
import type { Dither } from './dither.js';

/** A uniform grid of levels with a filter around it. */
export interface ErrorFeedback {
  readonly scale: number;
  /** Code of zero; k + 1/2 makes the grid mid-rise. */
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
  /** Feedback filter c_1, c_2, ...: the noise gets the transfer function 1 - sum of c_k z^-k. */
  readonly filter: Float64Array;
  /** The most steps of error that are fed back; acts only where codes saturate. */
  readonly limit: number;
  readonly dither: Dither | undefined;
}

/**
 * Quantizes with the errors of earlier samples fed back: `v = x - sum of c_k e[n - k]`, `y = level nearest to v + dither`,
 * `e = y - v`.
 *
 * @param errors  errors of the last samples, newest first, shape (taps), same unit as x; they move on
 * @param channel for the dither
 * @param index   absolute index of x[begin], for the dither
 * @param out     codes, in [qmin, qmax]; same index as `x`
 * @returns the number of codes that saturated, or ~i for the first i where x[i] is NaN
 */
export function encodeErrorFeedback(
  x: Float32Array,
  begin: number,
  end: number,
  { scale, zeroPoint, qmin, qmax, filter, limit, dither }: ErrorFeedback,
  errors: Float64Array,
  channel: number,
  index: number,
  out: Codes,
): number {
  const taps = filter.length;
  const most = limit * scale;
  const midRise = zeroPoint % 1 !== 0;
  let clipped = 0;
  for (let i = begin; i < end; i++) {
    let v = x[i];
    for (let k = 0; k < taps; k++) v -= filter[k] * errors[k];
    const steps = v / scale + (dither === undefined ? 0 : dither(channel, index + i - begin));
    let q = midRise ? Math.floor(steps) + zeroPoint + 0.5 : halfEven(steps) + zeroPoint;
    if (!(q >= qmin && q <= qmax)) {
      if (Number.isNaN(q)) return ~i;
      q = q < qmin ? qmin : qmax;
      clipped++;
    }
    out[i] = q;
    const e = scale * (q - zeroPoint) - v;
    for (let k = taps - 1; k > 0; k--) errors[k] = errors[k - 1];
    errors[0] = e > most ? most : e < -most ? -most : e + 0;
  }
  return clipped;
}
