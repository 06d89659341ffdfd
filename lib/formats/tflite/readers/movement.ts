import type { Margin } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf, showShape } from '../../../graph/tensor.js';
import { sameParams } from '../../../qparams.js';
import type { LayerFields } from '../reading/builder.js';
import { tfliteError } from '../reading/modelError.js';
import { axisOf, fusedActivation, type Handlers, type Op, sameAs } from '../reading/op.js';
import { type Constant, decoded, integers, type Value } from '../reading/values.js';
import { slices } from './slices.js';

/**
 * Operators that move elements, or tell of shapes.
 *
 * @internal
 */
export const movement = {
  RESHAPE: op => op.emit({ type: 'reshape', shape: newShape(op) }, [op.value(0)]),
  SQUEEZE: op => op.emit({ type: 'reshape', shape: squeezed(op) }, [op.value(0)]),
  EXPAND_DIMS: expandDims,
  TRANSPOSE: op => op.emit({ type: 'transpose', permutation: permutation(op) }, [op.value(0)]),
  BROADCAST_TO: op => op.emit({ type: 'expand', shape: op.integers(1) }, [op.value(0)]),
  TILE: tile,
  PACK: pack,
  CONCATENATION: concatenation,
  GATHER: gather,
  PAD: op => pad(op, 'constant', 0),
  PADV2: op => pad(op, 'constant', finite(decoded(op.constant(2))[0] ?? 0)),
  MIRROR_PAD: op => pad(op, op.options(77).number('int8', 0) === 0 ? 'reflect' : 'symmetric', 0),
  RESIZE_NEAREST_NEIGHBOR: resizeNearest,
  RESIZE_BILINEAR: resizeBilinear,
  SHAPE: op => integers(op.output().label, op.output().type, op.value(0).shape),
  RANK: op => ({ ...integers(op.output().label, op.output().type, [op.value(0).shape.length]), shape: [] }),
  FILL: op => op.emit({ type: 'expand', shape: op.integers(0) }, [op.value(1)]),
  ...slices,
} satisfies Handlers;

/** The shape that input 1 holds, or the options, with -1 for one axis that follows from the others. */
function newShape(op: Op): readonly number[] {
  const { shape: from } = op.value(0);
  const wanted = wantedShape(op);
  const others = elementsOf(wanted.filter(axis => axis !== -1));
  return wanted.map(axis => (axis === -1 ? elementsOf(from) / others : axis));
}

function wantedShape(op: Op): readonly number[] {
  if (!op.has(1)) return op.options(17).numbers('int32', 0);
  if (op.value(1).kind === 'constant') return op.integers(1);
  const { shape, dynamic } = op.output();
  if (dynamic) throw new Unsupported('a shape that is no constant');
  return shape;
}

/** Without the axes of length 1 that the options name; without all of them where they name none. */
function squeezed(op: Op): readonly number[] {
  const { shape } = op.value(0);
  const named = op.options(30).numbers('int32', 0);
  const axes = new Set(named.map(axis => axisOf(op, axis, shape.length)));
  return shape.filter((length, k) => length !== 1 || (named.length > 0 && !axes.has(k)));
}

function expandDims(op: Op) {
  const x = op.value(0);
  return op.emit({ type: 'reshape', shape: x.shape.toSpliced(axisOf(op, op.integer(1), x.shape.length + 1), 0, 1) }, [
    x,
  ]);
}

function permutation(op: Op): readonly number[] {
  const { length } = op.value(0).shape;
  return op.integers(1).map(axis => axisOf(op, axis, length));
}

/** The most copies of one tensor that stand one behind the other. */
const MAX_COPIES = 1024;

/** Axes of length 1 are broadcast, others repeated. */
function tile(op: Op) {
  const x = op.value(0);
  const multiples = op.integers(1);
  if (multiples.length !== x.shape.length || multiples.some(m => m < 1)) {
    throw tfliteError('operator TILE', `multiples must be ${x.shape.length} positive numbers`, `${multiples.length}`);
  }
  const shape = x.shape.map((length, k) => (length === 1 ? multiples[k] : length));
  const repeated = multiples.flatMap((copies, axis) => (copies > 1 && x.shape[axis] > 1 ? [{ axis, copies }] : []));
  if (repeated.some(({ copies }) => copies > MAX_COPIES)) throw new Unsupported(`more than ${MAX_COPIES} copies`);
  const layers: readonly { readonly fields: LayerFields; readonly copies: number }[] = [
    { fields: { type: 'expand', shape }, copies: 1 },
    ...repeated.map(({ axis, copies }) => ({ fields: { type: 'concat', axis }, copies }) as const),
  ];
  return layers.reduce((value: Value, { fields, copies }, k) => {
    const inputs = new Array<Value>(copies).fill(value);
    return k === layers.length - 1 ? op.emit(fields, inputs) : op.step(fields, inputs);
  }, x);
}

/** Each input becomes one entry of a new axis. */
function pack(op: Op) {
  const { values } = op;
  if (values.length === 0) throw tfliteError('operator PACK', 'there must be an input', 'none');
  const axis = axisOf(op, op.options(59).number('int32', 1), values[0].shape.length + 1);
  const entries = values.map(x => op.step({ type: 'reshape', shape: x.shape.toSpliced(axis, 0, 1) }, [x], sameAs(x)));
  return op.emit({ type: 'concat', axis }, alike(op, entries));
}

function concatenation(op: Op) {
  const { values } = op;
  const options = op.options(10);
  if (values.length === 0) throw tfliteError('operator CONCATENATION', 'there must be an input', 'none');
  if (fusedActivation(options, 1) !== 'none') throw new Unsupported('a fused activation');
  const axis = axisOf(op, options.number('int32', 0), values[0].shape.length);
  const some = values.filter(x => !x.shape.includes(0));
  return op.emit({ type: 'concat', axis }, alike(op, some.length === 0 ? values : some));
}

/** Values with the codes of the output; TFLite takes others for uint8. */
function alike(op: Op, values: readonly Value[]): readonly Value[] {
  const { params } = op.output();
  return values.map(x => {
    const { params: own } = sameAs(x);
    return !params || !own || sameParams(params, own) ? x : op.step({ type: 'quantize', rounding: 'halfAway' }, [x]);
  });
}

function gather(op: Op) {
  const [data, indices, options] = [op.value(0), op.value(1), op.options(23)];
  if (options.number('int32', 1) !== 0) throw new Unsupported('batch_dims');
  return op.emit({ type: 'gather', axis: axisOf(op, options.number('int32', 0), data.shape.length) }, [data, indices]);
}

/** Infinities, as they stand before pools, as the largest numbers of float32. */
function finite(value: number): number {
  const largest = (2 - 2 ** -23) * 2 ** 127;
  return Math.min(Math.max(value, -largest), largest);
}

function pad(op: Op, mode: 'constant' | 'reflect' | 'symmetric', value: number) {
  const x = op.value(0);
  const paddings: Constant = op.constant(1);
  const list = op.integers(1);
  if (showShape(paddings.shape) !== showShape([x.shape.length, 2])) {
    throw tfliteError(`operator ${op.name}`, `paddings must be ${x.shape.length} pairs`, showShape(paddings.shape));
  }
  const margins = x.shape.map((_, k): Margin => [list[2 * k], list[2 * k + 1]]);
  return op.emit({ type: 'pad', margins, mode, value }, [x]);
}

/** @see TensorFlow Lite, kernels/internal/reference/resize_nearest_neighbor.h */
function resizeNearest(op: Op) {
  const options = op.options(74);
  const [alignCorners, halfPixelCenters] = [options.boolean(0), options.boolean(1)];
  if (alignCorners && halfPixelCenters) throw new Unsupported('align_corners with half_pixel_centers');
  const [height, width] = op.integers(1);
  return op.emit(
    {
      type: 'resizeNearest',
      size: [height, width],
      coordinates: alignCorners ? 'alignCorners' : halfPixelCenters ? 'halfPixelFloor' : 'asymmetric',
      rounding: alignCorners ? 'halfUp' : 'floor',
    },
    [op.value(0)],
  );
}

/** @see TensorFlow Lite, kernels/internal/reference/resize_bilinear.h */
function resizeBilinear(op: Op) {
  const options = op.options(15);
  const [alignCorners, halfPixelCenters] = [options.boolean(2), options.boolean(3)];
  if (alignCorners && halfPixelCenters) throw new Unsupported('align_corners with half_pixel_centers');
  const [height, width] = op.integers(1);
  const coordinates = alignCorners ? 'alignCorners' : halfPixelCenters ? 'halfPixel' : 'asymmetric';
  return op.emit({ type: 'resizeLinear', size: [height, width], coordinates }, [op.value(0)]);
}
