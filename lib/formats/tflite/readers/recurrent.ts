import { sameParams } from '../../../qparams.js';
import type { Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { tfliteError } from '../reading/modelError.js';
import { fusedActivation, type Handlers, type Op, sameAs } from '../reading/op.js';
import type { Activation } from '../reading/values.js';
import { biasOf } from './bias.js';

/**
 * Operators with memory of their own.
 *
 * @internal
 */
export const recurrent = {
  UNIDIRECTIONAL_SEQUENCE_LSTM: lstm,
  SVDF: svdf,
} satisfies Handlers;

type Gates = readonly [input: Tensor, forget: Tensor, cell: Tensor, output: Tensor];

/** What the inputs of a full LSTM are, by the first of each group. */
const LSTM = {
  weights: 1,
  recurrent: 5,
  peephole: 9,
  bias: 12,
  projection: 16,
  hidden: 18,
  cell: 19,
  normalization: 20,
};

/** Its state is kept from run to run, in tensors that are variables. */
function lstm(op: Op) {
  const options = op.options(71);
  if (options.number('int8', 0) !== 4) throw new Unsupported('an activation other than TANH');
  if (options.boolean(5)) throw new Unsupported('diagonal recurrent weights');
  const absent = (what: string, from: number, count: number): void => {
    for (let k = from; k < from + count; k++) if (op.has(k)) throw new Unsupported(what);
  };
  if (!op.has(LSTM.weights)) throw new Unsupported('coupled input and forget gates');
  absent('peephole connections', LSTM.peephole, 3);
  absent('projection', LSTM.projection, 2);
  absent('layer normalization', LSTM.normalization, 4);
  const x = op.activation(0);
  if (x.shape.length !== 3) throw tfliteError('operator LSTM', 'the input must have 3 axes', `${x.shape.length}`);
  const gates = (make: (gate: number) => Tensor): Gates => [make(0), make(1), make(2), make(3)];
  const weights = gates(gate => op.weights(LSTM.weights + gate, [0, 1]));
  const recurrent = gates(gate => op.weights(LSTM.recurrent + gate, [0, 1]));
  const { params } = op.output();
  const [hiddenParams, cellParams] = [op.stateParams(LSTM.hidden), op.stateParams(LSTM.cell)];
  if (params && !(hiddenParams && sameParams(hiddenParams, params))) {
    throw new Unsupported('a hidden state with other codes than the output');
  }
  const fields = {
    type: 'lstm',
    weights,
    recurrent,
    bias: gates(gate => biasOf(op, LSTM.bias + gate, weights[gate].shape[0], x.params, weights[gate].params)),
    cellClip: options.number('float32', 1),
    ...(cellParams && { cellParams }),
    output: 'hidden',
    reverse: false,
    carry: true,
  } as const;
  if (!options.boolean(3)) return op.emit(fields, [x]);
  // (time, batch, in)
  const permutation = [1, 0, 2];
  const batches = op.step({ type: 'transpose', permutation }, [x], sameAs(x)) as Activation;
  return op.emit({ type: 'transpose', permutation }, [op.step(fields, [batches])]);
}

/** Inputs (x, features, time, bias, state). */
function svdf(op: Op) {
  const options = op.options(6);
  const [x, features, time] = [op.activation(0), op.weights(1, [0, 1]), op.weights(2, [0, 1])];
  const rank = options.number('int32', 0);
  const units = features.shape[0] / rank;
  if (!Number.isInteger(units) || units < 1) {
    throw tfliteError('operator SVDF', `filters must be a multiple of the rank ${rank}`, `${features.shape[0]}`);
  }
  const stateParams = op.stateParams(4);
  return op.emit(
    {
      type: 'svdf',
      features,
      time,
      bias: biasOf(op, 3, units, stateParams, time.params),
      rank,
      activation: fusedActivation(options, 1),
      ...(stateParams && { stateParams }),
    },
    [x],
  );
}
