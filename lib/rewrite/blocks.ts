import type { Shape } from '../graph/tensor.js';

/** How elements move: the tensor is reshaped to `apart`, its axes are permuted, and it is reshaped to `shape`. */
export interface Rearrangement {
  readonly apart: Shape;
  readonly permutation: readonly number[];
  readonly shape: Shape;
}

/** The numbers from `first` on, before `end`. */
function counting(first: number, end: number, step = 1): number[] {
  return Array.from({ length: Math.max(Math.ceil((end - first) / step), 0) }, (_, k) => first + k * step);
}

/** Two lists in turn: a[0], b[0], a[1], b[1]. */
function inTurn(a: readonly number[], b: readonly number[]): number[] {
  return a.flatMap((x, k) => [x, b[k]]);
}

/**
 * Blocks of space as entries of the batch: (batch, ...space, ...rest) -> (blocks * batch, ...space / block, ...rest). Entry p of the batch
 * holds every `block`-th sample from sample p on.
 *
 * @param shape of the tensor, its space a multiple of the block
 * @param block one entry for each axis of space
 * @see TensorFlow, tf.space_to_batch_nd
 */
export function spaceToBatch(shape: Shape, block: readonly number[]): Rearrangement {
  const axes = block.length;
  const [batch, ...others] = shape;
  const [space, rest] = [others.slice(0, axes).map((length, k) => length / block[k]), others.slice(axes)];
  const end = 2 * axes + 1;
  return {
    apart: [batch, ...inTurn(space, block), ...rest],
    permutation: [...counting(2, end, 2), 0, ...counting(1, end, 2), ...counting(end, end + rest.length)],
    shape: [block.reduce((product, b) => product * b, batch), ...space, ...rest],
  };
}

/**
 * The inverse of {@link spaceToBatch}: (blocks * batch, ...space, ...rest) -> (batch, ...space * block, ...rest).
 *
 * @param shape of the tensor, its batch a multiple of the blocks
 * @see TensorFlow, tf.batch_to_space_nd
 */
export function batchToSpace(shape: Shape, block: readonly number[]): Rearrangement {
  const axes = block.length;
  const [blocks, ...others] = shape;
  const [space, rest] = [others.slice(0, axes), others.slice(axes)];
  const batch = block.reduce((left, b) => left / b, blocks);
  const end = 2 * axes + 1;
  return {
    apart: [...block, batch, ...others],
    permutation: [axes, ...inTurn(counting(axes + 1, end), counting(0, axes)), ...counting(end, end + rest.length)],
    shape: [batch, ...space.map((length, k) => length * block[k]), ...rest],
  };
}
