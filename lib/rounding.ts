import { checkOneOf } from './check.js';

/**
 * How a real number becomes an integer. Names say what happens to a tie (x.5); the two last ones truncate.
 *
 * | mode | ties | SystemC / ap_fixed |
 * |---|---|---|
 * | `halfEven` | to the even neighbour (IEEE 754 default, ONNX, NumPy) | RND_CONV |
 * | `halfAway` | away from zero (C `round`, TFLite) | RND_INF |
 * | `halfUp` | towards +infinity (`Math.round`) | RND |
 * | `halfDown` | towards -infinity | RND_MIN_INF |
 * | `halfTowardZero` | towards zero | RND_ZERO |
 * | `floor` | every fraction towards -infinity | TRN |
 * | `trunc` | every fraction towards zero | TRN_ZERO |
 *
 * @see IEEE Std 1666 (SystemC), section 7.10.9, quantization modes
 */
export type Rounding = 'halfEven' | 'halfAway' | 'halfUp' | 'halfDown' | 'halfTowardZero' | 'floor' | 'trunc';

/** A function from a real number to an integer; NaN and infinities pass through; never returns -0. */
export type Rounder = (x: number) => number;

const MAGIC = 1.5 * 2 ** 52; // adding it leaves no room for a fraction: the FPU rounds half to even
const EXACT = 2 ** 51; // the trick holds below this magnitude

/** Rounds half to even. */
export function halfEven(x: number): number {
  if (x < EXACT && x > -EXACT) return x + MAGIC - MAGIC;
  const down = Math.floor(x);
  const fraction = x - down;
  return fraction > 0.5 || (fraction === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

/** Rounds half away from zero. */
export function halfAway(x: number): number {
  return x < 0 ? 0 - halfUp(0 - x) : halfUp(x);
}

/** Rounds half towards +infinity. `Math.floor(x + 0.5)` would send 0.49999999999999994 to 1. */
export function halfUp(x: number): number {
  const down = Math.floor(x);
  return (x - down >= 0.5 ? down + 1 : down) + 0;
}

/** Rounds half towards -infinity. */
export function halfDown(x: number): number {
  return 0 - halfUp(0 - x); // x - floor(x) > 0.5 would miss -0.49999999999999994, whose distance to -1 rounds to 0.5
}

/** Rounds half towards zero. */
export function halfTowardZero(x: number): number {
  return x < 0 ? 0 - halfDown(0 - x) : halfDown(x);
}

/** Every mode as a function. */
export const rounders: Readonly<Record<Rounding, Rounder>> = Object.freeze({
  halfEven,
  halfAway,
  halfUp,
  halfDown,
  halfTowardZero,
  floor: (x: number) => Math.floor(x) + 0,
  trunc: (x: number) => Math.trunc(x) + 0,
});

/**
 * The eighth mode: rounds to one of the two neighbours at random, upwards with the probability of the fraction, so that the
 * mean is x. Integers stay as they are. The random number comes from outside, so that the result can be made again.
 *
 * @param u uniform in [0, 1)
 * @returns floor(x) or floor(x) + 1; NaN and infinities pass through; never -0
 * @see M. Croci et al., Stochastic rounding: implementation, error analysis and applications, R. Soc. Open Sci. 9 (2022)
 */
export function stochasticRound(x: number, u: number): number {
  const down = Math.floor(x);
  return (u < x - down ? down + 1 : down) + 0;
}

/** The names of the modes. */
export const roundings = Object.freeze(Object.keys(rounders)) as readonly Rounding[];

/** The function of a mode; a wrong name is an error that lists the right ones. */
export function rounder(who: string, mode: Rounding): Rounder {
  return rounders[checkOneOf(who, 'rounding', mode, roundings)];
}
