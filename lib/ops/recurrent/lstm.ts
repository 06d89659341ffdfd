import { checkBoolean, checkInteger, checkNumber, checkOneOf } from '../../check.js';
import type { Lstm } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
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
import { lowerLstm } from './lowerLstm.js';

const names = ['input', 'forget', 'cell', 'output'] as const;
const states = ['hidden', 'cell'] as const;
const outputs = ['hidden', 'cell'] as const;
const { logistic } = unaryFunctions;

/**
 * Long short-term memory: c = f c + i g, h = o tanh(c). The states h and c are float32, each batch entry has its own.
 *
 * @see S. Hochreiter, J. Schmidhuber, Neural Computation 9(8), 1997; with the forget gate of F. Gers et al., 2000
 */
export const lstmOp: Op<Lstm> = {
  type: 'lstm',
  traits: { codes: 'own', action: 'other' },
  time: recurrentTime(),
  read(fields) {
    const cellParams = fields.params('cellParams');
    return {
      weights: fields.tensors('weights', names),
      recurrent: fields.tensors('recurrent', names),
      bias: fields.biases('bias', names),
      cellClip: fields.number('cellClip'),
      ...(cellParams && { cellParams }),
      output: fields.oneOf('output', outputs),
      reverse: fields.boolean('reverse'),
      carry: fields.boolean('carry'),
    };
  },
  shape(layer, inputs) {
    if (layer.cellClip < 0) throw networkError(layerNamed(layer), 'cellClip must be at least 0', `${layer.cellClip}`);
    return recurrentShape(layer, gatesOf(layer), inputs, states);
  },
  macs: (layer, inputs) => recurrentMacs(gatesOf(layer), inputs),
  state(layer, _inputs, output) {
    const [hidden, cell] = recurrentFields(layer, output, states);
    const { params } = output;
    if (!hidden || !params) return hidden ? [hidden, cell] : [];
    const coded = { ...hidden, initial: params.zeroPoint[0], params };
    return [coded, { ...cell, ...(layer.cellParams && { params: layer.cellParams }) }];
  },
  integer: lowerLstm,
  float(layer, [{ data: x, shape }, ...initial], { data: out }, memory) {
    const n = shape[shape.length - 1];
    const [units] = layer.bias[0].shape;
    const [w, r, b] = [layer.weights, layer.recurrent, layer.bias].map(stacked);
    const zeros = new Float32Array(4 * units);
    const ofInput = new Float64Array(4 * units);
    const ofState = new Float64Array(4 * units);
    const [hidden, cell] = recurrentState(layer, memory, elementsOf(shape.slice(0, -2)) * units, states);
    const limit = layer.cellClip > 0 ? layer.cellClip : Infinity;
    const shown = layer.output === 'hidden' ? hidden : cell;
    return overTime(layer, shape, [hidden, cell], initial, (entry, row) => {
      const begin = entry * units;
      rows(b, w, x, row * n, n, ofInput);
      rows(zeros, r, hidden, begin, units, ofState);
      for (let u = 0; u < units; u++) {
        const [f, g, o] = [units + u, 2 * units + u, 3 * units + u];
        const keep = logistic(ofInput[f] + ofState[f]) * cell[begin + u];
        const c = keep + logistic(ofInput[u] + ofState[u]) * Math.tanh(ofInput[g] + ofState[g]);
        cell[begin + u] = Math.min(Math.max(c, -limit), limit);
        hidden[begin + u] = logistic(ofInput[o] + ofState[o]) * Math.tanh(cell[begin + u]);
        out[row * units + u] = shown[begin + u];
      }
    });
  },
};

function gatesOf({ weights, recurrent, bias }: Lstm): Gate[] {
  return names.map((name, k) => ({ name, weights: weights[k], recurrent: recurrent[k], biases: [bias[k]] }));
}

/** Numbers for the gates in the order input, forget, cell, output. */
type Gates = readonly [
  input: ArrayLike<number>,
  forget: ArrayLike<number>,
  cell: ArrayLike<number>,
  output: ArrayLike<number>,
];

/** Options of {@link lstm}. */
export interface LstmOptions extends LayerPlanOptions {
  /** Number of outputs a sample, an integer of at least 1. */
  readonly units: number;
  /** Shape (units, in) for each gate, row-major; random (He) by default. */
  readonly weights?: Gates;
  /** Shape (units, units) for each gate; random (He) by default. */
  readonly recurrent?: Gates;
  /** Shape (units) for each gate; zeros by default. */
  readonly bias?: Gates;
  /** Limit of the cell state, a finite number; 0: none. Defaults to 0. */
  readonly cellClip?: number;
  /** What the output holds: the hidden state of every sample, or the cell state. Defaults to `hidden`. */
  readonly output?: Lstm['output'];
  /** Whether it runs from the last sample to the first. Defaults to false. */
  readonly reverse?: boolean;
  /** Whether the state is kept from run to run. Defaults to false. */
  readonly carry?: boolean;
}

const OPTIONS: OptionKeys<LstmOptions> = {
  units: true,
  weights: true,
  recurrent: true,
  bias: true,
  cellClip: true,
  output: true,
  reverse: true,
  carry: true,
  name: true,
};

/** A layer of long short-term memory. */
export function lstm(options: LstmOptions): LayerPlan {
  const {
    units,
    weights,
    recurrent,
    bias,
    cellClip = 0,
    output = 'hidden',
    reverse = false,
    carry = false,
    name,
  } = checkOptions('lstm', options, OPTIONS);
  checkInteger('lstm', 'units', units, 1);
  checkNumber('lstm', 'cellClip', cellClip, 'a finite number of at least 0', x => x >= 0);
  checkOneOf('lstm', 'output', output, outputs);
  checkBoolean('lstm', 'reverse', reverse);
  checkBoolean('lstm', 'carry', carry);
  return {
    type: 'lstm',
    name,
    build(at, [input], random) {
      const n = input.at(-1) ?? 0;
      return {
        type: 'lstm',
        ...at,
        weights: gateTensors('lstm', 'weights', names, [units, n], weights, heNormal(random, n)),
        recurrent: gateTensors('lstm', 'recurrent', names, [units, units], recurrent, heNormal(random, units)),
        bias: gateTensors('lstm', 'bias', names, [units], bias, () => 0),
        cellClip,
        output,
        reverse,
        carry,
      };
    },
  };
}
