import { Unsupported } from '../../problems.js';
import { showShape } from '../../../graph/tensor.js';
import { tfliteError } from '../reading/modelError.js';
import { axisOf, type Handlers, type Op, sameAs } from '../reading/op.js';
import type { Value } from '../reading/values.js';

/**
 * Operators that take parts of a tensor.
 *
 * @internal
 */
export const slices = {
  SLICE: slice,
  STRIDED_SLICE: stridedSlice,
  SPLIT: split,
  SPLIT_V: splitV,
  UNPACK: unpack,
  REVERSE_V2: reverse,
  DYNAMIC_UPDATE_SLICE: updateSlice,
} satisfies Handlers;

/** Inputs (x, begin, size); a size of -1 is all that is left, which may be nothing. */
function slice(op: Op) {
  const x = op.value(0);
  const [begin, given] = [op.integers(1), op.integers(2)];
  const size = given.map((length, k) => (length === -1 ? x.shape[k] - begin[k] : length));
  if (size.includes(0) && size.every((length, k) => length >= 0 && begin[k] + length <= x.shape[k])) {
    return nothing(op, size);
  }
  return op.emit({ type: 'slice', begin, size, step: size.map(() => 1) }, [x]);
}

/**
 * Inputs (x, begin, end, strides), one entry for each of the first axes; masks say by bits which of them do not count, and which axes
 * disappear.
 *
 * @see TensorFlow Lite, kernels/internal/strided_slice_logic.h
 */
function stridedSlice(op: Op) {
  const x = op.value(0);
  const options = op.options(32);
  const [begin, end, strides] = [op.integers(1), op.integers(2), op.integers(3)];
  const [beginMask, endMask, ellipsisMask, newAxisMask, shrinkMask] = [0, 1, 2, 3, 4].map(k =>
    options.number('int32', k),
  );
  if (ellipsisMask !== 0 || newAxisMask !== 0) throw new Unsupported('an ellipsis mask or a new-axis mask');
  if (end.length !== begin.length || strides.length !== begin.length || begin.length > x.shape.length) {
    const got = `${begin.length}, ${end.length} and ${strides.length}`;
    throw tfliteError(
      'operator STRIDED_SLICE',
      `begin, end and strides must be as many, at most ${x.shape.length}`,
      got,
    );
  }
  const has = (mask: number, axis: number): boolean => ((mask >> axis) & 1) === 1;
  const parts = x.shape.map((length, axis) => {
    if (axis >= begin.length) return { begin: 0, size: length, step: 1 };
    const step = strides[axis];
    const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
    const within = (place: number): number => Math.min(Math.max(place < 0 ? place + length : place, least), most);
    const first = has(beginMask, axis) ? (step > 0 ? 0 : length - 1) : within(begin[axis]);
    const offset = options.boolean(5) ? first : 0;
    const open = step > 0 ? length : -1;
    const behind = has(shrinkMask, axis) ? first + 1 : has(endMask, axis) ? open : within(end[axis] + offset);
    const size = Math.ceil((behind - first) / step);
    if (!(size > 0)) throw new Unsupported('an empty slice');
    return { begin: first, size, step };
  });
  const fields = {
    type: 'slice',
    begin: parts.map(part => part.begin),
    size: parts.map(part => part.size),
    step: parts.map(part => part.step),
  } as const;
  if (shrinkMask === 0) return op.emit(fields, [x]);
  const shape = fields.size.filter((_, axis) => !has(shrinkMask, axis));
  return op.emit({ type: 'reshape', shape }, [op.step(fields, [x], sameAs(x))]);
}

/** Inputs (axis, x): equal parts. */
function split(op: Op) {
  const x = op.value(1);
  const axis = axisOf(op, op.integer(0), x.shape.length);
  const size = x.shape[axis] / op.outputs;
  return parts(op, x, axis, new Array<number>(op.outputs).fill(size));
}

/** Inputs (x, sizes, axis); one size may be -1. */
function splitV(op: Op) {
  const x = op.value(0);
  const [sizes, axis] = [op.integers(1), axisOf(op, op.integer(2), x.shape.length)];
  const left = sizes.reduce((rest, size) => rest - Math.max(size, 0), x.shape[axis]);
  return parts(
    op,
    x,
    axis,
    sizes.map(size => (size === -1 ? left : size)),
  );
}

function parts(op: Op, x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (whole !== x.shape[axis] || sizes.length !== op.outputs || !sizes.every(size => Number.isInteger(size))) {
    const rule = `${op.outputs} parts must make up the ${x.shape[axis]} of axis ${axis}`;
    throw tfliteError(`operator ${op.name}`, rule, showShape(sizes.slice(0, 10)));
  }
  let begin = 0;
  return sizes.map((size, k) => {
    const made = part(op, x, axis, begin, size, k);
    begin += size;
    return made;
  });
}

function part(op: Op, x: Value, axis: number, begin: number, size: number, k: number): Value {
  return op.emit({ type: 'slice', ...range(x, axis, begin, size) }, [x], k);
}

/** Entries of one axis, all of the others. */
function range({ shape }: Value, axis: number, begin: number, size: number) {
  return {
    begin: shape.map((_, k) => (k === axis ? begin : 0)),
    size: shape.map((length, k) => (k === axis ? size : length)),
    step: shape.map(() => 1),
  };
}

/** Each entry of an axis, which disappears. */
function unpack(op: Op) {
  const x = op.value(0);
  const axis = axisOf(op, op.options(64).number('int32', 1), x.shape.length);
  if (op.outputs !== x.shape[axis]) {
    throw tfliteError('operator UNPACK', `axis ${axis} must have an entry for each output`, `${x.shape[axis]}`);
  }
  return Array.from({ length: op.outputs }, (_, k) => {
    const entry = op.step({ type: 'slice', ...range(x, axis, k, 1) }, [x], {
      ...sameAs(x),
      label: `${op.output(k).label}/slice`,
    });
    return op.emit({ type: 'reshape', shape: x.shape.toSpliced(axis, 1) }, [entry], k);
  });
}

/** A tensor of no entries, as the places for items of a list begin with. */
function nothing(op: Op, shape: readonly number[]): Value {
  const { label, type } = op.output();
  return { kind: 'constant', name: label, type, shape, data: type.array(0) };
}

/** Inputs (x, axes): each of the axes backwards. */
function reverse(op: Op) {
  const x = op.value(0);
  const axes = new Set(op.integers(1).map(axis => axisOf(op, axis, x.shape.length)));
  return op.emit(
    {
      type: 'slice',
      begin: x.shape.map((length, k) => (axes.has(k) ? length - 1 : 0)),
      size: x.shape,
      step: x.shape.map((_, k) => (axes.has(k) ? -1 : 1)),
    },
    [x],
  );
}

/**
 * Inputs (x, update, begin): x with other entries from `begin` on, as far as they fit.
 *
 * @see TensorFlow Lite, kernels/dynamic_update_slice.cc: places before the first entry and behind the last one are held within
 */
function updateSlice(op: Op) {
  const [x, update, given] = [op.value(0), op.value(1), op.integers(2)];
  if (given.length !== x.shape.length || update.shape.length !== x.shape.length) {
    throw tfliteError(`operator ${op.name}`, `update and begin must have ${x.shape.length} axes`, `${given.length}`);
  }
  const begin = given.map((at, k) => Math.min(Math.max(at, 0), x.shape[k] - update.shape[k]));
  const [axis, ...others] = x.shape.flatMap((length, k) => (length === update.shape[k] ? [] : [k]));
  if (axis === undefined) return op.emit({ type: 'reshape', shape: x.shape }, [update]);
  if (others.length > 0) throw new Unsupported('an update of a part of several axes');
  const end = begin[axis] + update.shape[axis];
  const piece = (from: number, size: number): readonly Value[] =>
    size === 0 ? [] : [op.step({ type: 'slice', ...range(x, axis, from, size) }, [x], sameAs(x))];
  const parts = [...piece(0, begin[axis]), update, ...piece(end, x.shape[axis] - end)];
  return op.emit({ type: 'concat', axis }, parts);
}
