import { checkBoolean, checkInteger } from '../../check.js';
import type { Gru } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { dot } from '../weighted/dot.js';
import { type Op } from '../op.js';
import { heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import {
  type Gate,
  gateTensors,
  overTime,
  recurrentMacs,
  recurrentShape,
  recurrentFields,
  recurrentState,
  rows,
  stacked,
  recurrentTime,
} from './recurrent.js';
import { unaryFunctions } from '../elementwise/unaryFunctions.js';

const states = ['hidden'] as const;
const names = ['update', 'reset', 'hidden'] as const;
const { logistic } = unaryFunctions;

/**
 * Gated recurrent unit: h = (1 - z) n + z h. The state h is float32, each batch entry has its own.
 *
 * @see K. Cho et al., EMNLP 2014; with the reset after the product as cuDNN and Keras (`reset_after`) have it
 */
export const gruOp: Op<Gru> = {
  type: 'gru',
  traits: { codes: 'own', action: 'other' },
  time: recurrentTime(),
  read: fields => ({
    weights: fields.tensors('weights', names),
    recurrent: fields.tensors('recurrent', names),
    bias: fields.biases('bias', names),
    recurrentBias: fields.biases('recurrentBias', names),
    resetAfter: fields.boolean('resetAfter'),
    reverse: fields.boolean('reverse'),
    carry: fields.boolean('carry'),
  }),
  shape: (layer, inputs) => recurrentShape(layer, gatesOf(layer), inputs, states),
  macs: (layer, inputs) => recurrentMacs(gatesOf(layer), inputs),
  state: (layer, _inputs, output) => recurrentFields(layer, output, states),
  float(layer, [{ data: x, shape }, ...initial], { data: out }, memory) {
    const n = shape[shape.length - 1];
    const [units] = layer.bias[0].shape;
    const { resetAfter } = layer;
    const [w, b] = [layer.weights, layer.bias].map(stacked);
    // the products with the state itself: those of the hidden gate among them only where the reset comes after
    const direct = resetAfter ? 3 : 2;
    const r = stacked(layer.recurrent.slice(0, direct));
    const rb = stacked(layer.recurrentBias.slice(0, direct));
    const [hiddenR, hiddenB] = [layer.recurrent, layer.recurrentBias].map(gates => stacked([gates[2]]));
    const ofInput = new Float64Array(3 * units);
    const ofState = new Float64Array(direct * units);
    const kept = new Float32Array(units); // r h
    const [hidden] = recurrentState(layer, memory, elementsOf(shape.slice(0, -2)) * units, states);
    return overTime(layer, shape, [hidden], initial, (entry, row) => {
      const begin = entry * units;
      rows(b, w, x, row * n, n, ofInput);
      rows(rb, r, hidden, begin, units, ofState);
      for (let u = 0; !resetAfter && u < units; u++) {
        kept[u] = logistic(ofInput[units + u] + ofState[units + u]) * hidden[begin + u];
      }
      for (let u = 0; u < units; u++) {
        const z = logistic(ofInput[u] + ofState[u]);
        const past = resetAfter
          ? logistic(ofInput[units + u] + ofState[units + u]) * ofState[2 * units + u]
          : dot(hiddenB[u], hiddenR, u * units, kept, 0, units, 1);
        const candidate = Math.tanh(ofInput[2 * units + u] + past);
        hidden[begin + u] = (1 - z) * candidate + z * hidden[begin + u];
        out[row * units + u] = hidden[begin + u];
      }
    });
  },
};

function gatesOf({ weights, recurrent, bias, recurrentBias }: Gru): Gate[] {
  return names.map((name, k) => ({
    name,
    weights: weights[k],
    recurrent: recurrent[k],
    biases: [bias[k], recurrentBias[k]],
  }));
}

/** Numbers for the gates in the order update, reset, hidden. */
type Gates = readonly [update: ArrayLike<number>, reset: ArrayLike<number>, hidden: ArrayLike<number>];

/** Options of {@link gru}. */
export interface GruOptions extends LayerPlanOptions {
  /** Number of outputs a sample, an integer of at least 1. */
  readonly units: number;
  /** Shape (units, in) for each gate, row-major; random (He) by default. */
  readonly weights?: Gates;
  /** Shape (units, units) for each gate; random (He) by default. */
  readonly recurrent?: Gates;
  /** Shape (units) for each gate, added to the products with the input; zeros by default. */
  readonly bias?: Gates;
  /** Shape (units) for each gate, added to the products with the state; zeros by default. */
  readonly recurrentBias?: Gates;
  /** Whether the reset gate scales the product with the state, and not the state itself. Defaults to true. */
  readonly resetAfter?: boolean;
  /** Whether it runs from the last sample to the first. Defaults to false. */
  readonly reverse?: boolean;
  /** Whether the state is kept from run to run. Defaults to false. */
  readonly carry?: boolean;
}

const OPTIONS: OptionKeys<GruOptions> = {
  units: true,
  weights: true,
  recurrent: true,
  bias: true,
  recurrentBias: true,
  resetAfter: true,
  reverse: true,
  carry: true,
  name: true,
};

/** A layer of gated recurrent units. */
export function gru(options: GruOptions): LayerPlan {
  const {
    units,
    weights,
    recurrent,
    bias,
    recurrentBias,
    resetAfter = true,
    reverse = false,
    carry = false,
    name,
  } = checkOptions('gru', options, OPTIONS);
  checkInteger('gru', 'units', units, 1);
  checkBoolean('gru', 'resetAfter', resetAfter);
  checkBoolean('gru', 'reverse', reverse);
  checkBoolean('gru', 'carry', carry);
  return {
    type: 'gru',
    name,
    build(at, [input], random) {
      const n = input.at(-1) ?? 0;
      return {
        type: 'gru',
        ...at,
        weights: gateTensors('gru', 'weights', names, [units, n], weights, heNormal(random, n)),
        recurrent: gateTensors('gru', 'recurrent', names, [units, units], recurrent, heNormal(random, units)),
        bias: gateTensors('gru', 'bias', names, [units], bias, () => 0),
        recurrentBias: gateTensors('gru', 'recurrentBias', names, [units], recurrentBias, () => 0),
        resetAfter,
        reverse,
        carry,
      };
    },
  };
}
