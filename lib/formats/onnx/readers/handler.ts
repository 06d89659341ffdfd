import { Unsupported } from '../../problems.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { onnxError } from '../reading/modelError.js';
import type { Value } from '../reading/values.js';

/**
 * Imports one kind of node: adds its layers and returns its outputs, one or a list.
 *
 * @throws {Unsupported} when no layer does what the node does
 * @throws {FormatError} when the node breaks a rule of ONNX
 */
export type Handler = (node: NodeReader) => Value | readonly (Value | undefined)[];

/** Handlers by the name of the operator; `domain:name` outside the domain of ONNX. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A permutation that moves the channels from the second axis to the last. */
function channelsLast(rank: number): number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, k) => k + 2), 1];
}

/** The permutation back. */
export function channelsSecond(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, k) => k + 1)];
}

/** A tensor (N, C, ...) as (N, ..., C). */
export function toChannelsLast(node: NodeReader, x: Value): Value {
  const rank = x.shape.length;
  if (rank < 3) throw onnxError(node.where, 'the input must have axes behind the channels', `${rank} axes`);
  return transpose(node, x, channelsLast(rank));
}

/** The inverse of {@link toChannelsLast}. */
export function toChannelsSecond(node: NodeReader, y: Value): Value {
  return transpose(node, y, channelsSecond(y.shape.length));
}

export function transpose(node: NodeReader, x: Value, permutation: readonly number[]): Value {
  return permutation.every((axis, k) => axis === k) ? x : node.emit({ type: 'transpose', permutation }, [x]);
}

export function reshape(node: NodeReader, x: Value, shape: readonly number[]): Value {
  const same = shape.length === x.shape.length && shape.every((axis, k) => axis === x.shape[k]);
  return same ? x : node.emit({ type: 'reshape', shape }, [x]);
}

/** Applies a change of shape, then a function, then the change back. */
export function transposed(node: NodeReader, x: Value, axes: readonly number[], apply: (x: Value) => Value): Value {
  const back = new Array<number>(axes.length);
  axes.forEach((axis, k) => (back[axis] = k));
  return transpose(node, apply(transpose(node, x, axes)), back);
}

/** Throws unless a condition of the layers holds. */
export function supported(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Unsupported(what);
}
