import { checkBoolean, checkInteger, checkOneOf } from '../../check.js';
import type { Rnn } from '../../graph/network.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { dot } from '../weighted/dot.js';
import { type Op } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import {
  type Gate,
  overTime,
  recurrentMacs,
  recurrentShape,
  recurrentFields,
  recurrentState,
  rows,
  recurrentTime,
} from './recurrent.js';
import { unaryFunctions } from '../elementwise/unaryFunctions.js';

const functionOf: Readonly<Record<Rnn['function'], (x: number) => number>> = {
  tanh: unaryFunctions.tanh,
  relu: x => (x < 0 ? 0 : x),
  logistic: unaryFunctions.logistic,
  none: x => x,
};

const functions = Object.keys(functionOf) as Rnn['function'][];
const states = ['hidden'] as const;

/**
 * The simple recurrent network: h = f(W x + R h + b). The state h is float32, each batch entry has its own.
 *
 * @see J. Elman, Cognitive Science 14(2), 1990
 */
export const rnnOp: Op<Rnn> = {
  type: 'rnn',
  traits: { codes: 'own', action: 'other' },
  time: recurrentTime(),
  read: fields => ({
    weights: fields.tensor('weights'),
    recurrent: fields.tensor('recurrent'),
    bias: fields.bias('bias'),
    function: fields.oneOf('function', functions),
    reverse: fields.boolean('reverse'),
    carry: fields.boolean('carry'),
  }),
  shape: (layer, inputs) => recurrentShape(layer, [gateOf(layer)], inputs, states),
  macs: (layer, inputs) => recurrentMacs([gateOf(layer)], inputs),
  state: (layer, _inputs, output) => recurrentFields(layer, output, states),
  float(layer, [{ data: x, shape }, ...initial], { data: out }, memory) {
    const n = shape[shape.length - 1];
    const [w, r, b] = [layer.weights, layer.recurrent, layer.bias].map(realValues);
    const units = b.length;
    const f = functionOf[layer.function];
    const sums = new Float64Array(units);
    const [hidden] = recurrentState(layer, memory, elementsOf(shape.slice(0, -2)) * units, states);
    return overTime(layer, shape, [hidden], initial, (entry, row) => {
      rows(b, w, x, row * n, n, sums);
      const begin = entry * units;
      for (let u = 0; u < units; u++) sums[u] = dot(sums[u], r, u * units, hidden, begin, units, 1);
      for (let u = 0; u < units; u++) {
        hidden[begin + u] = f(sums[u]);
        out[row * units + u] = hidden[begin + u];
      }
    });
  },
};

function gateOf({ weights, recurrent, bias }: Rnn): Gate {
  return { name: '', weights, recurrent, biases: [bias] };
}

/** Options of {@link rnn}. */
export interface RnnOptions extends LayerPlanOptions {
  /** Number of outputs a sample, an integer of at least 1. */
  readonly units: number;
  /** What is computed of the sums. Defaults to `tanh`. */
  readonly function?: Rnn['function'];
  /** Shape (units, in), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (units, units); random (He) by default. */
  readonly recurrent?: ArrayLike<number>;
  /** Shape (units); zeros by default. */
  readonly bias?: ArrayLike<number>;
  /** Whether it runs from the last sample to the first. Defaults to false. */
  readonly reverse?: boolean;
  /** Whether the state is kept from run to run. Defaults to false. */
  readonly carry?: boolean;
}

const OPTIONS: OptionKeys<RnnOptions> = {
  units: true,
  function: true,
  weights: true,
  recurrent: true,
  bias: true,
  reverse: true,
  carry: true,
  name: true,
};

/** A layer of the simple recurrent network. */
export function rnn(options: RnnOptions): LayerPlan {
  const {
    units,
    function: f = 'tanh',
    weights,
    recurrent,
    bias,
    reverse = false,
    carry = false,
    name,
  } = checkOptions('rnn', options, OPTIONS);
  checkInteger('rnn', 'units', units, 1);
  checkOneOf('rnn', 'function', f, functions);
  checkBoolean('rnn', 'reverse', reverse);
  checkBoolean('rnn', 'carry', carry);
  return {
    type: 'rnn',
    name,
    build(at, [input], random) {
      const n = input.at(-1) ?? 0;
      return {
        type: 'rnn',
        ...at,
        weights: constant('rnn', 'weights', [units, n], weights, heNormal(random, n)),
        recurrent: constant('rnn', 'recurrent', [units, units], recurrent, heNormal(random, units)),
        bias: constant('rnn', 'bias', [units], bias, () => 0),
        function: f,
        reverse,
        carry,
      };
    },
  };
}
