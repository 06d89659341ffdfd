import type { Gru, Lstm, Rnn, Tensor } from '../../../graph/network.js';
import { elementsOf, realValues } from '../../../graph/tensor.js';
import { entry } from '../../../qparams.js';
import { supported } from '../writing/exportError.js';
import { paramsOf } from '../writing/layouts.js';
import type { Attributes } from '../writing/model.js';
import type { Made, Operators, Scope } from './operator.js';

/**
 * Recurrent layers, which ONNX has over (time, batch, features) and with one tensor for all gates: codes go as the numbers that they stand
 * for, and what happens inside is in real numbers.
 */
export const recurrentOperators = {
  lstm(layer, scope) {
    supported(layer.cellClip === 0, 'a limit of the cell');
    supported(layer.output === 'hidden', 'the cell of every sample');
    // ONNX has them in the order input, output, forget, cell
    const order = <T>([i, f, c, o]: readonly T[]): T[] => [i, o, f, c];
    const bias = realBias(scope, layer.bias, layer.weights);
    return recurrent('LSTM', layer, scope, {
      weights: order(layer.weights),
      recurrent: order(layer.recurrent),
      bias: [...order(bias), ...bias.map(zeros)],
    });
  },
  gru: (layer, scope) =>
    recurrent(
      'GRU',
      layer,
      scope,
      {
        weights: layer.weights,
        recurrent: layer.recurrent,
        bias: [
          ...realBias(scope, layer.bias, layer.weights),
          ...realBias(scope, layer.recurrentBias, layer.recurrent, layer.params?.scale[0]),
        ],
      },
      { linear_before_reset: { integer: layer.resetAfter ? 1 : 0 } },
    ),
  rnn(layer, scope) {
    const bias = realBias(scope, [layer.bias], [layer.weights]);
    supported(layer.function !== 'none', 'the function none');
    const names = { tanh: 'Tanh', relu: 'Relu', logistic: 'Sigmoid' } as const;
    return recurrent(
      'RNN',
      layer,
      scope,
      { weights: [layer.weights], recurrent: [layer.recurrent], bias: [...bias, ...bias.map(zeros)] },
      { activations: { texts: [names[layer.function]] } },
    );
  },
} satisfies Operators;

/** The constants of a node, gate by gate; the biases of the input, then those of the state. */
interface Gates {
  readonly weights: readonly Tensor[];
  readonly recurrent: readonly Tensor[];
  readonly bias: readonly Float32Array[];
}

function recurrent(
  op: string,
  { reverse, carry }: Lstm | Gru | Rnn,
  scope: Scope,
  { weights, recurrent: back, bias }: Gates,
  attributes: Attributes = {},
): Made {
  supported(!carry, 'state that is carried from run to run');
  const { graph, values, inputs, shape } = scope;
  const [time, features] = inputs[0].shape.slice(-2);
  const units = shape[shape.length - 1];
  const batch = elementsOf(shape.slice(0, -2));
  const rows = values.reshaped(scope.input(0), [batch, time, features]);
  const x = values.real(values.transposed(rows, [1, 0, 2]));
  const given = inputs.slice(1).map((_, k) => values.real(values.reshaped(scope.input(k + 1), [1, batch, units])));
  const begin = given.length > 0 ? ['', ...given] : []; // behind the lengths of the sequences
  const y = graph.node(
    op,
    [
      x,
      graph.floats('weights', [1, weights.length * units, features], joined(weights.map(realValues))),
      graph.floats('recurrent', [1, back.length * units, units], joined(back.map(realValues))),
      graph.floats('bias', [1, bias.length * units], joined(bias)),
      ...begin,
    ],
    { hidden_size: { integer: units }, direction: { text: reverse ? 'reverse' : 'forward' }, ...attributes },
  );
  // (time, 1, batch, units) -> (batch, time, units)
  const states = values.computed(y, [time, 1, batch, units], undefined);
  const ordered = values.transposed(values.reshaped(states, [time, batch, units]), [1, 0, 2]);
  return scope.computed(values.real(values.reshaped(ordered, shape)));
}

/** Biases as real numbers; codes without params are in steps of `step` * weight scale, by default the input's step. */
function realBias(
  { inputs }: Scope,
  bias: readonly Tensor[],
  weights: readonly Tensor[],
  step = paramsOf(inputs[0])?.scale[0],
): Float32Array[] {
  return bias.map((tensor, gate) => {
    const { data, params } = tensor;
    const coded = weights[gate].params;
    if (params || data instanceof Float32Array) return realValues(tensor);
    supported(step !== undefined && coded !== undefined, 'a bias of codes without a scale');
    return Float32Array.from(data, (q, c) => q * entry(coded.scale, c) * step);
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function zeros(list: Float32Array): Float32Array {
  return new Float32Array(list.length);
}
