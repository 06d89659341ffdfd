import type { Rnn, Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { decoded, reals, type Value } from '../reading/values.js';
import type { LayerFields } from '../reading/builder.js';
import { type Handlers, reshape, supported, transpose } from './handler.js';

/**
 * Recurrent layers over (time, batch, features), in one direction or in both.
 *
 * @internal
 */
export const recurrent = {
  LSTM(node) {
    supported(!node.flag('input_forget'), 'input_forget');
    supported(!node.has(7) || node.numbers(7, 'peepholes').every(x => x === 0), 'peepholes');
    functions(node, ['Sigmoid', 'Tanh', 'Tanh']);
    return layers(node, 4, { hidden: 5, cell: 6 }, ({ weights, recurrent, bias, reverse }) => {
      // ONNX has them in the order input, output, forget, cell
      const order = <T>([i, o, f, c]: readonly T[]): [T, T, T, T] => [i, f, c, o];
      const sums = order(bias.slice(0, 4).map((b, k) => sum(b, bias[k + 4])));
      const common = { reverse, carry: false, cellClip: 0, output: 'hidden' } as const;
      return { type: 'lstm', ...common, weights: order(weights), recurrent: order(recurrent), bias: sums };
    });
  },
  GRU(node) {
    const resetAfter = node.flag('linear_before_reset');
    functions(node, ['Sigmoid', 'Tanh']);
    return layers(node, 3, { hidden: 5 }, ({ weights, recurrent, bias, reverse }) => {
      const three = ([z, r, n]: readonly Tensor[]): [Tensor, Tensor, Tensor] => [z, r, n];
      return {
        type: 'gru',
        weights: three(weights),
        recurrent: three(recurrent),
        bias: three(bias.slice(0, 3)),
        recurrentBias: three(bias.slice(3)),
        resetAfter,
        reverse,
        carry: false,
      };
    });
  },
  RNN(node) {
    const names = node.texts('activations') ?? ['Tanh'];
    const known = names.map(name => rnnFunctions.get(name.toLowerCase()));
    return layers(node, 1, { hidden: 5 }, ({ weights, recurrent, bias, reverse, direction }) => {
      const f = known[direction] ?? known[0];
      if (!f) throw new Unsupported(`activations ${names.join(', ')}`);
      const [w, r] = [weights[0], recurrent[0]];
      return { type: 'rnn', weights: w, recurrent: r, bias: sum(bias[0], bias[1]), function: f, reverse, carry: false };
    });
  },
} satisfies Handlers;

const rnnFunctions = new Map<string, Rnn['function']>([
  ['tanh', 'tanh'],
  ['relu', 'relu'],
  ['sigmoid', 'logistic'],
]);

/** The constants of one direction, gate by gate. */
interface Direction {
  readonly direction: number;
  readonly reverse: boolean;
  readonly weights: readonly Tensor[];
  readonly recurrent: readonly Tensor[];
  /** Those of the input, then those of the state. */
  readonly bias: readonly Tensor[];
}

/** Builds the layers of a node: its outputs are all states, the last state, and for the LSTM the last cell. */
function layers(
  node: NodeReader,
  gates: number,
  initial: { readonly hidden: number; readonly cell?: number },
  layer: (direction: Direction) => LayerFields,
): (Value | undefined)[] {
  const batchFirst = node.flag('layout');
  const x = node.activation(0);
  if (x.shape.length !== 3) throw onnxError(node.where, 'the input must have three axes', `${x.shape.length}`);
  const [batch, time] = batchFirst ? x.shape : [x.shape[1], x.shape[0]];
  checkPlain(node, time);
  const directions = directionsOf(node, gates);
  const rows = batchFirst ? x : transpose(node, x, [1, 0, 2]);
  const cell = initial.cell !== undefined && node.hasOutput(2);
  const begin = directions.map((_, k) => initialStates(node, initial, k, directions.length, batch));
  const fields = directions.map(layer);
  const hidden = fields.map((own, k) => node.emit(own, [rows, ...begin[k]]));
  const last = (all: readonly Value[]): Value =>
    joined(
      node,
      all.map((y, k) => reshape(node, lastOf(node, y, directions[k].reverse), [1, batch, y.shape[2]])),
    );
  // (batch, time, units) each -> (time, directions, batch, units)
  const states = () =>
    joined(
      node,
      hidden.map(y => reshape(node, transpose(node, y, [1, 0, 2]), [time, 1, batch, y.shape[2]])),
      1,
    );
  const swapped = (y: Value, order: readonly number[]) => (batchFirst ? transpose(node, y, order) : y);
  return [
    node.hasOutput(0) ? swapped(states(), [2, 0, 1, 3]) : undefined,
    node.hasOutput(1) ? swapped(last(hidden), [1, 0, 2]) : undefined,
    cell
      ? swapped(
          last(fields.map((own, k) => node.emit({ ...own, output: 'cell' } as LayerFields, [rows, ...begin[k]]))),
          [1, 0, 2],
        )
      : undefined,
  ];
}

/** The state after the last step: of a reversed run that is the first sample. */
function lastOf(node: NodeReader, y: Value, reverse: boolean): Value {
  const [batch, time, units] = y.shape;
  if (time === 1) return y;
  return node.emit({ type: 'slice', begin: [0, reverse ? 0 : time - 1, 0], size: [batch, 1, units], step: [1, 1, 1] }, [
    y,
  ]);
}

function joined(node: NodeReader, parts: readonly Value[], axis = 0): Value {
  return parts.length === 1 ? parts[0] : node.emit({ type: 'concat', axis }, parts);
}

function directionsOf(node: NodeReader, gates: number): Direction[] {
  const direction = node.text('direction', 'forward');
  if (!['forward', 'reverse', 'bidirectional'].includes(direction)) {
    throw onnxError(node.where, 'direction must be forward, reverse or bidirectional', direction);
  }
  const count = direction === 'bidirectional' ? 2 : 1;
  const units = node.integer('hidden_size', node.input(2).shape[2] ?? 0);
  const features = node.input(0).shape[2];
  const [w, r] = [
    rows(node, 1, 'weights', count * gates, [units, features]),
    rows(node, 2, 'weights', count * gates, [units, units]),
  ];
  const b = node.has(3)
    ? rows(node, 3, 'a bias', 2 * count * gates, [units])
    : Array.from({ length: 2 * count * gates }, () => ({ shape: [units], data: new Float32Array(units) }));
  return Array.from({ length: count }, (_, d) => ({
    direction: d,
    reverse: direction === 'reverse' || d === 1,
    weights: w.slice(d * gates, (d + 1) * gates),
    recurrent: r.slice(d * gates, (d + 1) * gates),
    bias: b.slice(2 * d * gates, 2 * (d + 1) * gates),
  }));
}

/** A constant cut into tensors of one shape. */
function rows(node: NodeReader, index: number, what: string, count: number, shape: readonly number[]): Tensor[] {
  const data = decoded(node.constant(index, what));
  const length = elementsOf(shape);
  if (data.length !== count * length || length === 0) {
    throw onnxError(node.where, `input ${index} must hold ${count} x (${shape.join(', ')}) numbers`, `${data.length}`);
  }
  return Array.from({ length: count }, (_, k) => ({ shape, data: data.subarray(k * length, (k + 1) * length) }));
}

function sum(a: Tensor, b: Tensor): Tensor {
  return { shape: a.shape, data: Float32Array.from(a.data, (x, i) => x + b.data[i]) };
}

/** Throws for what the layers do not know: lengths of sequences, limits. */
function checkPlain(node: NodeReader, time: number): void {
  supported(!node.hasAttribute('clip'), 'clip');
  supported(
    !node.hasAttribute('activation_alpha') && !node.hasAttribute('activation_beta'),
    'activation_alpha or _beta',
  );
  supported(!node.has(4) || node.numbers(4, 'sequence_lens').every(length => length === time), 'sequence_lens');
}

/** What the states of a direction begin with, (batch, units) each; none where that is zeros. */
function initialStates(
  node: NodeReader,
  { hidden, cell }: { readonly hidden: number; readonly cell?: number },
  direction: number,
  directions: number,
  batch: number,
): readonly Value[] {
  const places = cell === undefined ? [hidden] : [hidden, cell];
  const given = places.map(index => node.optional(index));
  if (given.every(value => value === undefined || isZero(value))) return [];
  const units = node.integer('hidden_size', node.input(2).shape[2] ?? 0);
  const shape = node.flag('layout') ? [batch, directions, units] : [directions, batch, units];
  return given.map((value = reals(shape, new Float32Array(elementsOf(shape))), k) => {
    if (!sameShape(value.shape, shape)) {
      throw onnxError(
        node.where,
        `input ${places[k]} must have shape (${shape.join(', ')})`,
        `(${value.shape.join(', ')})`,
      );
    }
    if (directions === 1) return reshape(node, value, [batch, units]);
    const axis = node.flag('layout') ? 1 : 0;
    const begin = shape.map((_, a) => (a === axis ? direction : 0));
    const one = node.emit({ type: 'slice', begin, size: shape.with(axis, 1), step: [1, 1, 1] }, [value]);
    return reshape(node, one, [batch, units]);
  });
}

function isZero(value: Value): boolean {
  return value.kind === 'constant' && decoded(value).every(x => x === 0);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, k) => length === b[k]);
}

/** Throws unless the functions are these, in each direction. */
function functions(node: NodeReader, wanted: readonly string[]): void {
  const given = node.texts('activations') ?? wanted;
  const same = given.every((name, k) => name.toLowerCase() === wanted[k % wanted.length].toLowerCase());
  supported(same && given.length % wanted.length === 0, `activations ${given.join(', ')}`);
}
