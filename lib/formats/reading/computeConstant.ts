import { FormatError } from '../../errors.js';
import type { Layer } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { opOf } from '../../ops/index.js';
import { noMemory } from '../../ops/op.js';
import { outputShape } from '../../rewrite/graphWriter.js';
import { type Constant, decoded, type Numbers, type NumberType } from './constant.js';

/** Counts what a file makes an importer compute, and refuses what is more than it accounts for. */
export interface Allowance {
  /** So many numbers are made. */
  numbers(count: number): void;
  /** So many multiplications are made. */
  work(count: number): void;
}

/**
 * A layer whose inputs are all known, computed when the model is read: arithmetic on shapes mostly.
 *
 * @internal
 *
 * @throws {FormatError} when the layer does not fit its inputs, or their values
 */
export function computeConstant<T extends NumberType>(
  layer: Layer,
  given: readonly Constant<T>[],
  type: T,
  allow: Allowance,
): Constant<T> {
  const shapes = given.map(c => c.shape);
  const shape = outputShape(layer, shapes);
  const op = opOf(layer.name, layer.type);
  allow.numbers(elementsOf(shape));
  allow.work(op.macs(layer, shapes, shape));
  const wide = given.map(c => {
    const copied = !c.type.float || !(c.data instanceof Float32Array);
    if (copied) allow.numbers(c.data.length);
    return { shape: c.shape, data: c.type.float ? decoded(c) : Float64Array.from(c.data) };
  });
  const data = type.float ? new Float32Array(elementsOf(shape)) : new Float64Array(elementsOf(shape));
  // in doubles integers are exact below 2^53; the float arithmetic of the ops is the same on them
  try {
    op.float(layer, wide as never, { shape, data: data as Float32Array }, noMemory)();
  } catch (cause) {
    // values that no run could have had, an index beyond its axis: the file is at fault, and not an option
    if (cause instanceof FormatError || !(cause instanceof Error)) throw cause;
    throw new FormatError('format-network', `network: ${cause.message}`, { cause });
  }
  return { kind: 'constant', type, shape, data: ofType(type, data) };
}

/** Computed numbers in the array of their type. */
function ofType(type: NumberType, data: Float32Array | Float64Array): Numbers {
  const numbers = type.float ? data : type.array(data.length);
  if (numbers === data || numbers instanceof Float64Array) return data;
  for (let i = 0; i < data.length; i++) numbers[i] = Math.trunc(data[i]);
  return numbers;
}
