import type { Margin, Pad } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { broadcast, elementsOf, MAX_ELEMENTS, MAX_RANK, showShape } from '../../../graph/tensor.js';
import { onnxError } from '../reading/modelError.js';
import { axesOf, axisOf, type NodeReader } from '../reading/nodeReader.js';
import type { Value } from '../reading/values.js';
import { type Handlers, reshape, supported, transpose } from './handler.js';

/**
 * Nodes that move or repeat entries.
 *
 * @internal
 */
export const movement = {
  Reshape: node => reshape(node, node.input(0), reshaped(node)),
  Flatten(node) {
    const x = node.input(0);
    const rank = x.shape.length;
    const axis = node.integer('axis', 1);
    const at = axis === rank ? rank : axisOf(node.where, axis, rank);
    return reshape(node, x, [elementsOf(x.shape.slice(0, at)), elementsOf(x.shape.slice(at))]);
  },
  Squeeze(node) {
    const x = node.input(0);
    const given = axesGiven(node);
    const axes = given
      ? axesOf(node.where, given, x.shape.length)
      : x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
    const long = axes.find(axis => x.shape[axis] !== 1);
    if (long !== undefined) throw onnxError(node.where, 'axes must have length 1', `${x.shape[long]}`);
    return reshape(
      node,
      x,
      x.shape.filter((_, axis) => !axes.includes(axis)),
    );
  },
  Unsqueeze(node) {
    const x = node.input(0);
    const given = axesGiven(node) ?? [];
    const rank = x.shape.length + given.length;
    if (rank > MAX_RANK) throw onnxError(node.where, `there may be ${MAX_RANK} axes`, `${rank}`);
    const shape = [...x.shape];
    for (const axis of axesOf(node.where, given, rank)) shape.splice(axis, 0, 1);
    return reshape(node, x, shape);
  },
  Transpose(node) {
    const x = node.input(0);
    const rank = x.shape.length;
    const permutation = node.integers('perm', rank) ?? x.shape.map((_, k) => rank - 1 - k);
    axesOf(node.where, permutation, rank);
    return transpose(
      node,
      x,
      permutation.map(axis => axisOf(node.where, axis, rank)),
    );
  },
  Expand(node) {
    const x = node.input(0);
    const wanted = node.numbers(1, 'a shape');
    const shape = wanted.every(length => length >= 1) ? broadcast(x.shape, wanted) : undefined;
    if (!shape) throw onnxError(node.where, `the shape must fit ${showShape(x.shape)}`, showShape(wanted));
    return expand(node, x, shape);
  },
  Tile: node => tile(node, node.input(0), node.numbers(1, 'repeats')),
  Concat(node) {
    const inputs = Array.from({ length: node.inputCount }, (_, k) => node.input(k));
    const axis = node.axis('axis', node.input(0).shape.length);
    const some = inputs.filter(x => elementsOf(x.shape) > 0);
    return some.length === 1 ? some[0] : node.emit({ type: 'concat', axis }, some.length === 0 ? inputs : some);
  },
  Split: node => split(node, node.input(0)),
  Slice: node => slice(node, node.input(0)),
  Gather(node) {
    const [x, indices] = [node.input(0), node.input(1)];
    return node.emit({ type: 'gather', axis: node.axis('axis', x.shape.length, 0) }, [x, indices], { type: x.type });
  },
  Pad: node => pad(node, node.input(0)),
  DepthToSpace: node => depthToSpace(node, node.input(0)),
  SpaceToDepth: node => spaceToDepth(node, node.input(0)),
} satisfies Handlers;

/** The shape that a Reshape asks for: 0 keeps a length, -1 takes what is left. */
function reshaped(node: NodeReader): number[] {
  const x = node.input(0);
  const given = node.numbers(1, 'a shape');
  const zeros = node.flag('allowzero');
  const kept = given.map((length, k) => (length === 0 && !zeros ? (x.shape[k] ?? 0) : length));
  const open = kept.indexOf(-1);
  const rest = kept.reduce((product, length, k) => (k === open ? product : product * length), 1);
  const shape = open < 0 ? kept : kept.with(open, elementsOf(x.shape) / rest);
  if (!shape.every(length => Number.isInteger(length) && length >= 0) || elementsOf(shape) !== elementsOf(x.shape)) {
    throw onnxError(node.where, `the shape must fit ${showShape(x.shape)}`, showShape(given));
  }
  return shape;
}

/** Axes as an attribute or, from opset 13 on, as an input. */
function axesGiven(node: NodeReader): readonly number[] | undefined {
  return node.has(1) ? node.numbers(1, 'axes') : node.integers('axes');
}

function expand(node: NodeReader, x: Value, shape: readonly number[]): Value {
  return showShape(shape) === showShape(x.shape) ? x : node.emit({ type: 'expand', shape }, [x]);
}

/** Repeats as an expansion of new axes of length 1. */
function tile(node: NodeReader, x: Value, repeats: readonly number[]): Value {
  if (repeats.length !== x.shape.length || repeats.some(r => !(r >= 1 && r <= MAX_ELEMENTS))) {
    throw onnxError(node.where, 'repeats must be as many numbers as there are axes, at least 1', showShape(repeats));
  }
  const apart = x.shape.flatMap((length, k) => (repeats[k] === 1 ? [length] : [1, length]));
  const wide = x.shape.flatMap((length, k) => (repeats[k] === 1 ? [length] : [repeats[k], length]));
  supported(wide.length <= MAX_RANK, `more than ${MAX_RANK} axes, with those that repeat`);
  return reshape(
    node,
    expand(node, reshape(node, x, apart), wide),
    x.shape.map((length, k) => length * repeats[k]),
  );
}

/** A run of entries of one axis. */
function part(node: NodeReader, x: Value, axis: number, begin: number, size: number): Value {
  if (size === x.shape[axis]) return x;
  const zeros = x.shape.map(() => 0);
  const ones = x.shape.map(() => 1);
  return node.emit({ type: 'slice', begin: zeros.with(axis, begin), size: x.shape.with(axis, size), step: ones }, [x]);
}

function split(node: NodeReader, x: Value): Value[] {
  const axis = node.axis('axis', x.shape.length, 0);
  const length = x.shape[axis];
  const count = node.hasAttribute('num_outputs') ? node.integer('num_outputs') : node.outputCount;
  const even = Math.ceil(length / count);
  const sizes = node.has(1)
    ? node.numbers(1, 'sizes')
    : (node.integers('split') ?? Array.from({ length: node.outputCount }, (_, k) => Math.min(even, length - k * even)));
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sizes.some(size => !(size >= 1)) || sum !== length || sizes.length !== node.outputCount) {
    throw onnxError(node.where, `sizes must be ${node.outputCount} that add up to ${length}`, showShape(sizes));
  }
  let begin = 0;
  return sizes.map(size => part(node, x, axis, (begin += size) - size, size));
}

function slice(node: NodeReader, x: Value): Value {
  const list = (index: number, name: string): readonly number[] | undefined =>
    node.opset < 10 ? node.integers(name) : node.has(index) ? node.numbers(index, name) : undefined;
  const [starts, ends] = [list(1, 'starts') ?? [], list(2, 'ends') ?? []];
  const rank = x.shape.length;
  const axes = (list(3, 'axes') ?? starts.map((_, k) => k)).map(axis => axisOf(node.where, axis, rank));
  const steps = (node.opset < 10 ? undefined : list(4, 'steps')) ?? starts.map(() => 1);
  if ([ends, axes, steps].some(other => other.length !== starts.length)) {
    throw onnxError(
      node.where,
      'starts, ends, axes and steps must be equally long',
      `${starts.length}, ${ends.length}`,
    );
  }
  const begin = x.shape.map(() => 0);
  const size = [...x.shape];
  const step = x.shape.map(() => 1);
  axes.forEach((axis, k) => {
    const length = x.shape[axis];
    // negative ones count from the end; then both are held within the axis
    const [from, to] = [starts[k], ends[k]].map(at => (at < 0 ? at + length : at));
    step[axis] = Math.max(Math.min(steps[k], MAX_ELEMENTS), -MAX_ELEMENTS);
    const forward = steps[k] > 0;
    const first = Math.max(Math.min(from, forward ? length : length - 1), 0);
    const last = Math.max(Math.min(to, length), forward ? 0 : -1);
    begin[axis] = first;
    size[axis] = Math.max(Math.ceil((last - first) / step[axis]), 0);
  });
  if (step.includes(0)) throw onnxError(node.where, 'steps must not be 0', showShape(steps));
  if (size.every((length, k) => length === x.shape[k] && step[k] === 1)) return x;
  if (elementsOf(size) === 0) {
    supported(x.kind === 'constant', 'an empty result');
    return { ...x, shape: size, data: x.type.array(0) };
  }
  return node.emit({ type: 'slice', begin, size, step }, [x]);
}

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const padModes = new Map<string, Pad['mode']>([
  ['constant', 'constant'],
  ['edge', 'edge'],
  ['reflect', 'reflect'],
]);

function pad(node: NodeReader, x: Value): Value {
  const rank = x.shape.length;
  const mode = padModes.get(node.text('mode', 'constant'));
  if (!mode) throw new Unsupported(`mode ${node.text('mode')}`);
  const old = node.opset < 11;
  const pads = old ? (node.integers('pads') ?? []) : node.numbers(1, 'pads');
  const given = old ? node.float('value', 0) : node.has(2) ? (node.numbers(2, 'a value')[0] ?? 0) : 0;
  // infinities, as they stand before pools, are the largest numbers
  const value = Math.min(Math.max(given, -LARGEST), LARGEST);
  const axes = node.has(3)
    ? node.numbers(3, 'axes').map(axis => axisOf(node.where, axis, rank))
    : x.shape.map((_, k) => k);
  if (pads.length !== 2 * axes.length) {
    throw onnxError(node.where, `pads must hold ${2 * axes.length} numbers`, `${pads.length}`);
  }
  const margins = x.shape.map((): Margin => [0, 0]);
  axes.forEach((axis, k) => (margins[axis] = [pads[k], pads[k + axes.length]]));
  const whole = cut(node, x, margins);
  const wider = margins.map(([before, behind]): Margin => [Math.max(before, 0), Math.max(behind, 0)]);
  return wider.flat().every(n => n === 0) ? whole : node.emit({ type: 'pad', margins: wider, mode, value }, [whole]);
}

/** What negative margins leave. */
function cut(node: NodeReader, x: Value, margins: readonly Margin[]): Value {
  const begin = margins.map(([before]) => Math.max(-before, 0));
  const size = x.shape.map((length, k) => length - begin[k] - Math.max(-margins[k][1], 0));
  if (size.every((length, k) => length === x.shape[k])) return x;
  return node.emit({ type: 'slice', begin, size, step: size.map(() => 1) }, [x]);
}

function depthToSpace(node: NodeReader, x: Value): Value {
  const block = blockOf(node, x);
  const mode = node.text('mode', 'DCR');
  if (mode !== 'DCR' && mode !== 'CRD') throw onnxError(node.where, 'mode must be DCR or CRD', mode);
  const [n, c, h, w] = x.shape;
  const depth = c / block / block;
  const [apart, order] =
    mode === 'DCR'
      ? [
          [n, block, block, depth, h, w],
          [0, 3, 4, 1, 5, 2],
        ]
      : [
          [n, depth, block, block, h, w],
          [0, 1, 4, 2, 5, 3],
        ];
  return reshape(node, transpose(node, reshape(node, x, apart), order), [n, depth, h * block, w * block]);
}

function spaceToDepth(node: NodeReader, x: Value): Value {
  const block = blockOf(node, x);
  const [n, c, h, w] = x.shape;
  const apart = reshape(node, x, [n, c, h / block, block, w / block, block]);
  return reshape(node, transpose(node, apart, [0, 3, 5, 1, 2, 4]), [n, c * block * block, h / block, w / block]);
}

function blockOf(node: NodeReader, x: Value): number {
  const block = node.integer('blocksize');
  if (x.shape.length !== 4 || !(block >= 1)) {
    throw onnxError(node.where, 'takes (N, C, H, W) and a blocksize of at least 1', `${showShape(x.shape)}, ${block}`);
  }
  return block;
}
