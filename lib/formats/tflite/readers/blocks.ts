import type { Margin } from '../../../graph/network.js';
import { elementsOf, type Shape, showShape } from '../../../graph/tensor.js';
import { batchToSpace, type Rearrangement, spaceToBatch } from '../../../rewrite/blocks.js';
import { Unsupported } from '../../problems.js';
import { tfliteError } from '../reading/modelError.js';
import { type Handlers, type Op, sameAs } from '../reading/op.js';
import type { Value } from '../reading/values.js';

/**
 * Operators that move blocks of space to the batch or to the channels, and back.
 *
 * @internal
 */
export const blocks = {
  SPACE_TO_BATCH_ND: spaceToBatchNd,
  BATCH_TO_SPACE_ND: batchToSpaceNd,
  SPACE_TO_DEPTH: spaceToDepth,
  DEPTH_TO_SPACE: depthToSpace,
} satisfies Handlers;

/** Inputs (x, block, paddings): padded with zeros to whole blocks first. */
function spaceToBatchNd(op: Op) {
  const [x, { block, edges }] = [op.value(0), blockOf(op)];
  const margins = edgesOf(x.shape, edges);
  const padded = margins.flat().some(length => length > 0)
    ? op.step({ type: 'pad', margins, mode: 'constant', value: 0 }, [x], sameAs(x))
    : x;
  const { shape } = padded;
  requireMultiples(op, shape.slice(1, 1 + block.length), block, 'space with its padding');
  return rearranged(op, padded, spaceToBatch(shape, block));
}

/** Inputs (x, block, crops): what stands at the edges of the space is cut off behind. */
function batchToSpaceNd(op: Op) {
  const [x, { block, edges }] = [op.value(0), blockOf(op)];
  requireMultiples(op, [x.shape[0]], [elementsOf(block)], 'the batch');
  const how = batchToSpace(x.shape, block);
  const crops = edgesOf(how.shape, edges);
  if (crops.flat().every(length => length === 0)) return rearranged(op, x, how);
  const size = how.shape.map((length, k) => length - crops[k][0] - crops[k][1]);
  if (size.some(length => length < 1)) {
    throw tfliteError(`operator ${op.name}`, 'crops must leave some of the space', `(${edges.join(', ')})`);
  }
  const begin = crops.map(([before]) => before);
  return op.emit({ type: 'slice', begin, size, step: size.map(() => 1) }, [rearranged(op, x, how, true)]);
}

/** (batch, height, width, channels) -> (batch, height / block, width / block, block^2 channels). */
function spaceToDepth(op: Op) {
  const [x, block] = depthBlock(op, 19);
  const [batch, height, width, channels] = x.shape;
  requireMultiples(op, [height, width], [block, block], 'space');
  const [rows, columns] = [height / block, width / block];
  return rearranged(op, x, {
    apart: [batch, rows, block, columns, block, channels],
    permutation: [0, 1, 3, 2, 4, 5],
    shape: [batch, rows, columns, block * block * channels],
  });
}

/** The inverse: channels in the order (row, column, channel). */
function depthToSpace(op: Op) {
  const [x, block] = depthBlock(op, 94);
  const [batch, height, width, depth] = x.shape;
  requireMultiples(op, [depth], [block * block], 'channels');
  const channels = depth / block / block;
  return rearranged(op, x, {
    apart: [batch, height, width, block, block, channels],
    permutation: [0, 1, 3, 2, 4, 5],
    shape: [batch, height * block, width * block, channels],
  });
}

/** The layers of a rearrangement; a `step` where others follow. */
function rearranged(op: Op, x: Value, { apart, permutation, shape }: Rearrangement, step = false): Value {
  const own = sameAs(x);
  const moved = op.step(
    { type: 'transpose', permutation },
    [op.step({ type: 'reshape', shape: apart }, [x], own)],
    own,
  );
  return step ? op.step({ type: 'reshape', shape }, [moved], own) : op.emit({ type: 'reshape', shape }, [moved]);
}

/** Block and edges of the axes of space: those behind the batch. */
function blockOf(op: Op): { readonly block: readonly number[]; readonly edges: readonly number[] } {
  const [{ shape }, block, edges] = [op.value(0), op.integers(1), op.integers(2)];
  const axes = block.length;
  if (axes < 1 || axes >= shape.length || edges.length !== 2 * axes) {
    const got = `${axes} and ${edges.length} for ${showShape(shape)}`;
    throw tfliteError(`operator ${op.name}`, 'there must be a block and two edges for each axis of space', got);
  }
  if (axes > 3) throw new Unsupported(`a block of ${axes} axes`);
  if (block.some(length => length < 1) || edges.some(length => length < 0)) {
    throw tfliteError(`operator ${op.name}`, 'blocks must be positive, edges at least 0', `${showShape(block)}`);
  }
  return { block, edges };
}

/** Edges of all axes, where a file gives those of space. */
function edgesOf(shape: Shape, edges: readonly number[]): Margin[] {
  return shape.map((_, axis) => {
    const k = 2 * (axis - 1);
    return k >= 0 && k < edges.length ? [edges[k], edges[k + 1]] : [0, 0];
  });
}

function depthBlock(op: Op, options: number): readonly [x: Value, block: number] {
  const [x, block] = [op.value(0), op.options(options).number('int32', 0)];
  if (x.shape.length !== 4 || !(block >= 1)) {
    const got = `${showShape(x.shape)} and ${block}`;
    throw tfliteError(`operator ${op.name}`, 'there must be 4 axes and a block of at least 1', got);
  }
  return [x, block];
}

function requireMultiples(op: Op, lengths: readonly number[], block: readonly number[], what: string): void {
  if (lengths.some((length, k) => length % block[k] !== 0)) {
    const got = `${showShape(lengths)} and ${showShape(block)}`;
    throw tfliteError(`operator ${op.name}`, `${what} must be a multiple of the block`, got);
  }
}
