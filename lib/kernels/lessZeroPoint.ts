import type { Codes } from '../qparams.js';

/**
 * Codes [from, to) less their zero point, written from `at` on, as the kernels that sum products take them: padding is then 0, and no
 * correction is left to do.
 *
 * @internal
 *
 * @param out int16, which must hold every code less the zero point
 */
export function lessZeroPoint(
  codes: Codes,
  zeroPoint: number,
  out: Int16Array,
  from = 0,
  to: number = codes.length,
  at = 0,
): void {
  for (let i = from, o = at; i < to; i++, o++) out[o] = codes[i] - zeroPoint;
}
