import { Unsupported } from '../../problems.js';
import { elementsOf, MAX_ELEMENTS, MAX_RANK, showShape } from '../../../graph/tensor.js';
import { INT64 } from '../reading/elementTypes.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { integers, reals, type Value } from '../reading/values.js';
import type { Handlers } from './handler.js';

/** The most elements of a constant that a few bytes of the file make. */
const MAX_MADE = 2 ** 20;

/**
 * Nodes that make constants.
 *
 * @internal
 */
export const constants = {
  Constant: constant,
  ConstantOfShape(node) {
    const shape = node.numbers(0, 'a shape');
    const value = node.tensor('value') ?? reals([1], new Float32Array(1));
    if (shape.length > MAX_RANK || shape.some(length => !(length >= 0 && length <= MAX_ELEMENTS))) {
      throw onnxError(node.where, `the shape must be at most ${MAX_RANK} lengths`, showShape(shape));
    }
    const data = value.type.array(limited(elementsOf(shape)));
    data.fill(value.data[0] ?? 0);
    return { kind: 'constant', type: value.type, shape, data };
  },
  Shape(node) {
    const { shape } = node.input(0);
    const end = node.hasAttribute('end') ? node.integer('end') : shape.length;
    return integers(shape.slice(node.integer('start', 0), end));
  },
  Size: node => ({ kind: 'constant', type: INT64, shape: [], data: Float64Array.of(elementsOf(node.input(0).shape)) }),
  Range: range,
} satisfies Handlers;

function constant(node: NodeReader): Value {
  const tensor = node.tensor('value');
  if (tensor) return tensor;
  if (node.hasAttribute('value_float')) return { ...reals([], Float32Array.of(node.float('value_float'))) };
  if (node.hasAttribute('value_int')) {
    return { kind: 'constant', type: INT64, shape: [], data: Float64Array.of(node.integer('value_int')) };
  }
  const floats = node.floats('value_floats');
  if (floats) return reals([floats.length], Float32Array.from(floats));
  const list = node.integers('value_ints');
  if (list) return integers(list);
  throw new Unsupported('of texts or sparse tensors');
}

function range(node: NodeReader): Value {
  const [[start], [limit], [delta]] = [
    node.numbers(0, 'a start'),
    node.numbers(1, 'a limit'),
    node.numbers(2, 'a step'),
  ];
  const count = Math.max(Math.ceil((limit - start) / delta), 0);
  if (!Number.isFinite(count)) throw onnxError(node.where, 'start, limit and delta must be finite', `${delta}`);
  const { type } = node.input(0);
  const data = type.array(limited(count));
  for (let i = 0; i < count; i++) data[i] = start + i * delta;
  return { kind: 'constant', type, shape: [count], data };
}

function limited(length: number): number {
  if (length > MAX_MADE) throw new Unsupported(`more than ${MAX_MADE} elements`);
  return length;
}
