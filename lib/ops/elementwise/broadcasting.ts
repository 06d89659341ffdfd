import type { Layer, TensorInfo, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { broadcast, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import { type Aligned, aligned, type Broadcast } from '../../kernels/broadcast.js';
import { requireInputs } from '../op.js';

/** The shape of all inputs of a layer broadcast against each other. */
export function broadcastShape(layer: Layer, inputs: readonly Shape[], count: number): Shape {
  requireInputs(layer, inputs, count);
  return inputs.reduce((all, shape) => {
    const both = broadcast(all, shape);
    if (!both) {
      throw networkError(layerNamed(layer), 'the inputs must broadcast', inputs.map(showShape).join(' and '));
    }
    return both;
  });
}

/**
 * How the operands of a layer fill its output.
 *
 * @internal
 *
 * @param operands their shapes, which broadcast to `shape`
 */
export function broadcasting(operands: readonly Pick<TensorInfo, 'shape'>[], shape: Shape): Broadcast {
  const all = operands.map(({ shape: own }) => repeatedStrides(own, shape));
  const counts: number[] = [];
  const strides: number[][] = operands.map(() => []);
  shape.forEach((count, axis) => {
    if (count === 1) return;
    const together = counts.length > 0 && all.every((own, k) => strides[k].at(-1) === own[axis] * count);
    if (together) counts[counts.length - 1] *= count;
    else counts.push(count);
    all.forEach((own, k) => (together ? (strides[k][counts.length - 1] = own[axis]) : strides[k].push(own[axis])));
  });
  return { counts, strides };
}

/** Distances in an operand between neighbours along each axis of the shape that it is broadcast to. */
function repeatedStrides(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  const strides = stridesOf(from);
  return to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]));
}

/** Brings the inputs of a layer to the shape of its output. */
export function alignedInputs<T extends Values>(
  inputs: readonly { readonly shape: Shape; readonly data: T }[],
  shape: Shape,
): Aligned<T> {
  return aligned(
    broadcasting(inputs, shape),
    inputs.map(({ data }) => data),
  );
}
