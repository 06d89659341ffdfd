import type { ResizeNearest } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import type { Value } from '../reading/values.js';
import { type Handlers, reshape, supported, toChannelsLast, toChannelsSecond } from './handler.js';

const coordinates = new Map<string, ResizeNearest['coordinates']>([
  ['asymmetric', 'asymmetric'],
  ['half_pixel', 'halfPixel'],
  ['tf_half_pixel_for_nn', 'halfPixelFloor'],
  ['align_corners', 'alignCorners'],
]);

const roundings = new Map<string, ResizeNearest['rounding']>([
  ['round_prefer_floor', 'halfDown'],
  ['round_prefer_ceil', 'halfUp'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
]);

/**
 * Images and lines in another size, each entry the nearest one.
 *
 * @internal
 */
export const resize = {
  Resize(node) {
    const mode = node.text('mode', 'nearest');
    const place = node.text('coordinate_transformation_mode', 'half_pixel');
    const rounding = node.text('nearest_mode', 'round_prefer_floor');
    node.float('cubic_coeff_a', -0.75);
    node.float('extrapolation_value', 0);
    supported(!node.flag('exclude_outside') && !node.flag('antialias'), 'exclude_outside or antialias');
    supported(mode === 'nearest', `mode ${mode}`);
    const [x, axes] = [node.input(0), node.integers('axes')];
    const known = coordinates.get(place);
    const rounded = roundings.get(rounding);
    if (!known) throw new Unsupported(`coordinate_transformation_mode ${place}`);
    if (!rounded) throw new Unsupported(`nearest_mode ${rounding}`);
    supported(node.text('keep_aspect_ratio_policy', 'stretch') === 'stretch', 'keep_aspect_ratio_policy');
    const given = node.has(3) ? node.numbers(3, 'sizes') : [];
    const sizes = given.length > 0 ? sizesOf(node, given, axes) : scaledSizes(node, node.numbers(2, 'scales'), axes);
    return nearest(node, x, sizes, { coordinates: known, rounding: rounded });
  },
  Upsample(node) {
    const mode = node.text('mode', 'nearest');
    supported(mode === 'nearest', `mode ${mode}`);
    const scales = node.opset < 9 ? [...(node.floats('scales') ?? [])] : node.numbers(1, 'scales');
    const sizes = scaledSizes(node, scales, undefined);
    return nearest(node, node.input(0), sizes, { coordinates: 'asymmetric', rounding: 'floor' });
  },
} satisfies Handlers;

/** Sizes of all axes from those of some. */
function sizesOf(node: NodeReader, given: readonly number[], axes: readonly number[] | undefined): number[] {
  const { shape } = node.input(0);
  const sizes = [...shape];
  if (given.length !== (axes ?? shape).length) {
    throw onnxError(node.where, `sizes and scales must be ${(axes ?? shape).length}`, `${given.length}`);
  }
  given.forEach((size, k) => {
    const axis = axes ? axes[k] : k;
    sizes[axis < 0 ? axis + shape.length : axis] = size;
  });
  return sizes;
}

/** Sizes from scales, which must give whole lengths: places are computed from the lengths. */
function scaledSizes(node: NodeReader, scales: readonly number[], axes: readonly number[] | undefined): number[] {
  const { shape } = node.input(0);
  const ones = shape.map(() => 1);
  const all = axes ? sizesOf(node, scales, axes).map((s, k) => (s === shape[k] && !axes.includes(k) ? 1 : s)) : scales;
  if (all.length !== shape.length) throw onnxError(node.where, `scales must be ${ones.length}`, `${all.length}`);
  const sizes = shape.map((length, k) => length * all[k]);
  supported(sizes.every(Number.isInteger), 'scales that do not give whole lengths');
  return sizes;
}

function nearest(
  node: NodeReader,
  x: Value,
  sizes: readonly number[],
  how: Pick<ResizeNearest, 'coordinates' | 'rounding'>,
): Value {
  const rank = x.shape.length;
  supported((rank === 3 || rank === 4) && sizes[0] === x.shape[0] && sizes[1] === x.shape[1], 'of the first two axes');
  const last = toChannelsLast(node, x);
  if (rank === 4) {
    return toChannelsSecond(node, node.emit({ type: 'resizeNearest', size: [sizes[2], sizes[3]], ...how }, [last]));
  }
  const [batch, length, channels] = last.shape;
  const plane = reshape(node, last, [batch, 1, length, channels]);
  const y = node.emit({ type: 'resizeNearest', size: [1, sizes[2]], ...how }, [plane]);
  return toChannelsSecond(node, reshape(node, y, [batch, sizes[2], channels]));
}
