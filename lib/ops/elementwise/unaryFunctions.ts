import { halfEven } from '../../rounding.js';
import type { UnaryType } from '../../graph/network.js';
import { erf } from './erf.js';

/** The unary layers but relu, which stands in `relu.ts`. */
export type UnaryFunction = Exclude<UnaryType, 'relu'>;

/**
 * What each computes, in double precision. As IEEE 754 has it, outside of a domain comes NaN and at a pole an infinity; NaN
 * stays NaN, but for `not`, which makes it 0.
 *
 * @internal
 */
export const unaryFunctions: Readonly<Record<UnaryFunction, (x: number) => number>> = {
  abs: x => Math.abs(x),
  ceil: x => Math.ceil(x),
  cos: x => Math.cos(x),
  erf,
  exp: x => Math.exp(x),
  floor: x => Math.floor(x),
  /** x clip(x + 3, 0, 6) / 6: A. Howard et al., Searching for MobileNetV3, ICCV 2019. */
  hardSwish: x => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  /** The natural logarithm. */
  log: x => Math.log(x),
  /** 1 / (1 + exp(-x)). */
  logistic: x => 1 / (1 + Math.exp(-x)),
  negate: x => -x,
  /** 1 where x is 0, else 0. */
  not: x => (x === 0 ? 1 : 0),
  reciprocal: x => 1 / x,
  /** To the nearest integer, ties to the even one. */
  round: halfEven,
  /** 1 / sqrt(x). */
  rsqrt: x => 1 / Math.sqrt(x),
  /** -1, 0 or 1. */
  sign: x => Math.sign(x),
  sin: x => Math.sin(x),
  /** ln(1 + exp(x)), which does not overflow in this form. */
  softplus: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sqrt: x => Math.sqrt(x),
  square: x => x * x,
  tanh: x => Math.tanh(x),
};
