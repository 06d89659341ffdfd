import { checkOneOf } from './check.js';

/**
 * What happens to an integer outside [qmin, qmax].
 *
 * | mode | result | SystemC / ap_fixed |
 * |---|---|---|
 * | `saturate` | the nearer end | SAT |
 * | `saturateSymmetric` | the nearer end of [-qmax, qmax] when codes are signed, so qmin = -qmax-1 is never used | SAT_SYM |
 * | `saturateZero` | the code of zero | SAT_ZERO |
 * | `wrap` | modulo the number of codes (two's complement) | WRAP |
 *
 * @see IEEE Std 1666 (SystemC), section 7.10.10, overflow modes
 */
export type Overflow = 'saturate' | 'saturateSymmetric' | 'saturateZero' | 'wrap';

/** Brings an integer `q` into [qmin, qmax]; `zero` is the code of real zero. */
export type OverflowRule = (q: number, qmin: number, qmax: number, zero: number) => number;

/** Every mode as a function. Infinities saturate; where a mode cannot say (wrap of an infinity), the code of zero. */
export const overflows: Readonly<Record<Overflow, OverflowRule>> = Object.freeze({
  saturate: (q: number, qmin: number, qmax: number) => (q < qmin ? qmin : q > qmax ? qmax : q),
  saturateSymmetric: (q: number, qmin: number, qmax: number) => {
    const low = qmin < 0 ? Math.max(qmin, 0 - qmax) : qmin;
    return q < low ? low : q > qmax ? qmax : q;
  },
  saturateZero: (q: number, qmin: number, qmax: number, zero: number) => (q < qmin || q > qmax ? zero : q),
  wrap: (q: number, qmin: number, qmax: number, zero: number) => {
    if (q >= qmin && q <= qmax) return q;
    if (!Number.isFinite(q)) return zero;
    const span = qmax - qmin + 1;
    const rest = ((q % span) - qmin) % span; // remainders are exact for every double, quotients are not
    return qmin + (rest < 0 ? rest + span : rest);
  },
});

/** The names of the modes. */
export const overflowModes = Object.freeze(Object.keys(overflows)) as readonly Overflow[];

/** The function of a mode; a wrong name is an error that lists the right ones. */
export function overflowRule(who: string, mode: Overflow): OverflowRule {
  return overflows[checkOneOf(who, 'overflow', mode, overflowModes)];
}
