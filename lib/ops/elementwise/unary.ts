import { checkOneOf } from '../../check.js';
import { halfEven } from '../../rounding.js';
import type { Unary, UnaryType } from '../../graph/network.js';
import { erf } from './erf.js';
import { minusOneToOne, zeroToOne } from '../fixedParams.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { type PointwiseOp, pointwiseOp } from './pointwise.js';

/** The unary layers but relu, which stands in `relu.ts`. */
export type UnaryFunction = Exclude<UnaryType, 'relu'>;

/**
 * What each computes, in double precision. As IEEE 754 has it, outside of a domain comes NaN and at a pole an infinity; NaN
 * stays NaN, but for `not`, which makes it 0.
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

const unaryTypes = Object.keys(unaryFunctions) as UnaryFunction[];

/** Those that have a layer function of their own. */
type NamedFunction = 'hardSwish' | 'logistic' | 'softplus' | 'tanh';

const kindOf = (type: UnaryFunction): PointwiseOp<Unary> =>
  pointwiseOp({
    type,
    traits: { codes: type === 'logistic' ? zeroToOne : type === 'tanh' ? minusOneToOne : 'own', action: 'pointwise' },
    read: () => ({}),
    of: () => unaryFunctions[type],
  });

/** The kinds of all unary layers but relu. */
export const unaryOps = Object.fromEntries(unaryTypes.map(type => [type, kindOf(type)])) as Readonly<
  Record<UnaryFunction, PointwiseOp<Unary>>
>;

/** Options of {@link unary}. */
export interface UnaryOptions extends LayerPlanOptions {
  /** What the layer computes, e.g. `abs`, `exp`, `sqrt`. */
  readonly function: Exclude<UnaryFunction, NamedFunction>;
}

/** A layer that computes a function of every element. */
export function unary({ function: type, name }: UnaryOptions): LayerPlan {
  return plan(checkOneOf('unary', 'function', type, unaryTypes), name);
}

/** A layer x clip(x + 3, 0, 6) / 6. */
export function hardSwish({ name }: LayerPlanOptions = {}): LayerPlan {
  return plan('hardSwish', name);
}

/** A layer 1 / (1 + exp(-x)), the sigmoid. */
export function logistic({ name }: LayerPlanOptions = {}): LayerPlan {
  return plan('logistic', name);
}

/** A layer ln(1 + exp(x)). */
export function softplus({ name }: LayerPlanOptions = {}): LayerPlan {
  return plan('softplus', name);
}

/** A layer of the hyperbolic tangent. */
export function tanh({ name }: LayerPlanOptions = {}): LayerPlan {
  return plan('tanh', name);
}

function plan(type: UnaryFunction, name: string | undefined): LayerPlan {
  return { type, name, build: at => ({ type, ...at }) };
}
