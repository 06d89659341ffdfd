import { checkOneOf } from '../../check.js';
import type { Unary } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { minusOneToOne, zeroToOne } from '../fixedParams.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import type { Lower } from '../op.js';
import { lowerAbs } from './abs.js';
import { lowerHardSwish } from './hardSwish.js';
import { interpolatedCode, nearestCode, ownArithmetic, type PointwiseOp, pointwiseOp } from './pointwise.js';
import { lowerSigmoid } from './sigmoid.js';
import { lowerSqrt } from './sqrt.js';
import { type UnaryFunction, unaryFunctions } from './unaryFunctions.js';

const unaryTypes = Object.keys(unaryFunctions) as UnaryFunction[];

/** Those that have a layer function of their own. */
type NamedFunction = 'hardSwish' | 'logistic' | 'softplus' | 'tanh';

/** The interpolation next to 0 needs a value there. */
const rsqrt = interpolatedCode<Unary>(() => x => (x > 0 ? 1 / Math.sqrt(x) : Infinity));

const own = (type: UnaryFunction, lower: Lower<Unary>) => ownArithmetic<Unary>(() => unaryFunctions[type], lower);

/** What the runtimes do not compute by a table of the nearest codes. */
const arithmetic: { readonly [T in UnaryFunction]?: Lower<Unary> } = {
  abs: own('abs', lowerAbs),
  exp: interpolatedCode(() => unaryFunctions.exp),
  hardSwish: own('hardSwish', lowerHardSwish),
  log: interpolatedCode(() => unaryFunctions.log),
  logistic: own('logistic', lowerSigmoid('logistic')),
  rsqrt,
  sqrt: own('sqrt', lowerSqrt),
  tanh: own('tanh', lowerSigmoid('tanh')),
};

const kindOf = (type: UnaryFunction): PointwiseOp<Unary> =>
  pointwiseOp({
    type,
    traits: { codes: type === 'logistic' ? zeroToOne : type === 'tanh' ? minusOneToOne : 'own', action: 'pointwise' },
    read: () => ({}),
    of: () => unaryFunctions[type],
    integer: arithmetic[type] ?? nearestCode(() => unaryFunctions[type]),
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

const UNARY_OPTIONS: OptionKeys<UnaryOptions> = { function: true, name: true };

/** A layer that computes a function of every element. */
export function unary(options: UnaryOptions): LayerPlan {
  const { function: type, name } = checkOptions('unary', options, UNARY_OPTIONS);
  return plan(checkOneOf('unary', 'function', type, unaryTypes), name);
}

const LAYER_PLAN_OPTIONS: OptionKeys<LayerPlanOptions> = { name: true };

/** A layer x clip(x + 3, 0, 6) / 6. */
export function hardSwish(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('hardSwish', options, LAYER_PLAN_OPTIONS);
  return plan('hardSwish', name);
}

/** A layer 1 / (1 + exp(-x)), the sigmoid. */
export function logistic(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('logistic', options, LAYER_PLAN_OPTIONS);
  return plan('logistic', name);
}

/** A layer ln(1 + exp(x)). */
export function softplus(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('softplus', options, LAYER_PLAN_OPTIONS);
  return plan('softplus', name);
}

/** A layer of the hyperbolic tangent. */
export function tanh(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('tanh', options, LAYER_PLAN_OPTIONS);
  return plan('tanh', name);
}

function plan(type: UnaryFunction, name: string | undefined): LayerPlan {
  return { type, name, build: at => ({ type, ...at }) };
}
