import { checkOneOf } from '../../check.js';
import type { Activation, Binary } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from './activations.js';
import { alignedInputs, broadcastShape } from './broadcasting.js';
import { lowerDiv } from './div.js';
import { lowerExtremum } from './extremum.js';
import { lowerMul } from './mul.js';
import { lowerSquaredDifference, lowerSum } from './sum.js';
import { type Lower, type Op, noMacs } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { broadcastColumns } from '../time.js';

/** Two arrays into one, all of the same length. */
type Arithmetic = (a: Float32Array, b: Float32Array, out: Float32Array) => void;

/**
 * What each computes, by IEEE 754: x / 0 is an infinity, 0 / 0 is NaN, and NaN on one side makes NaN; but for powers, where
 * x^0 and 1^x are 1 for every x. A negative number to a power that is no integer is NaN.
 */
const arithmetic: Readonly<Record<Binary['type'], Arithmetic>> = {
  add(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
  },
  sub(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = a[i] - b[i];
  },
  mul(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = a[i] * b[i];
  },
  div(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = a[i] / b[i];
  },
  minimum(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = Math.min(a[i], b[i]);
  },
  maximum(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = Math.max(a[i], b[i]);
  },
  pow(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = power(a[i], b[i]);
  },
  squaredDifference(a, b, out) {
    for (let i = 0; i < out.length; i++) out[i] = Math.fround(a[i] - b[i]) ** 2;
  },
};

/** ECMAScript alone makes 1 to the power NaN, and -1 or 1 to an infinite power, NaN: IEEE 754-2019, section 9.2.1, has 1. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

function limit(out: Float32Array, low: number, high: number): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(out[i], low), high);
}

const kindOf = (type: Binary['type'], integer?: Lower<Binary>): Op<Binary> => ({
  type,
  traits: { codes: type === 'minimum' || type === 'maximum' ? 'input' : 'own', action: 'broadcast' },
  time: broadcastColumns,
  read: fields => ({ activation: fields.oneOf('activation', activations) }),
  shape: (layer, inputs) => broadcastShape(layer, inputs, 2),
  macs: noMacs,
  integer,
  float({ activation }, inputs, { data: out, shape }) {
    const { operands, align } = alignedInputs(inputs, shape);
    const [a, b] = operands;
    const compute = arithmetic[type];
    const [low, high] = activationLimits[activation];
    return () => {
      align();
      compute(a, b, out);
      if (activation !== 'none') limit(out, low, high);
    };
  },
});

/** Arithmetic on two tensors. */
export const binaryOps: Readonly<Record<Binary['type'], Op<Binary>>> = {
  add: kindOf('add', lowerSum),
  sub: kindOf('sub', lowerSum),
  mul: kindOf('mul', lowerMul),
  div: kindOf('div', lowerDiv),
  minimum: kindOf('minimum', lowerExtremum('minimum')),
  maximum: kindOf('maximum', lowerExtremum('maximum')),
  pow: kindOf('pow'),
  squaredDifference: kindOf('squaredDifference', lowerSquaredDifference),
};

/** Options of the layers of arithmetic. */
export interface ArithmeticOptions extends LayerPlanOptions {
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
}

const OPTIONS: OptionKeys<ArithmeticOptions> = { activation: true, name: true };

/** A layer that adds two tensors. */
export function add(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('add', options, OPTIONS);
  return plan('add', options);
}

/** A layer that subtracts its second input from the first. */
export function sub(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('sub', options, OPTIONS);
  return plan('sub', options);
}

/** A layer that multiplies two tensors, element by element. */
export function mul(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('mul', options, OPTIONS);
  return plan('mul', options);
}

/** A layer that divides its first input by the second. */
export function div(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('div', options, OPTIONS);
  return plan('div', options);
}

/** A layer of the smaller element of two tensors. */
export function minimum(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('minimum', options, OPTIONS);
  return plan('minimum', options);
}

/** A layer of the larger element of two tensors. */
export function maximum(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('maximum', options, OPTIONS);
  return plan('maximum', options);
}

/** A layer that raises its first input to the power of the second. */
export function pow(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('pow', options, OPTIONS);
  return plan('pow', options);
}

/** A layer of the squares of what its first input is above the second. */
export function squaredDifference(options: ArithmeticOptions = {}): LayerPlan {
  checkOptions('squaredDifference', options, OPTIONS);
  return plan('squaredDifference', options);
}

function plan(type: Binary['type'], { activation = 'none', name }: ArithmeticOptions): LayerPlan {
  checkOneOf(type, 'activation', activation, activations);
  return { type, name, build: at => ({ type, ...at, activation }) };
}
