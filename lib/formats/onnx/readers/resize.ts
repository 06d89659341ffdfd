import type { ResizeNearest } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import type { Value } from '../reading/values.js';
import { type Handlers, reshape, supported, toChannelsLast, toChannelsSecond } from './handler.js';

const coordinates = new Map<string, ResizeNearest['coordinates']>([
  ['asymmetric', 'asymmetric'],
  ['half_pixel', 'halfPixel'],
  // whole lengths have the same centre
  ['half_pixel_symmetric', 'halfPixel'],
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
 * Images and lines in another size, each entry the nearest one, or interpolated linearly.
 *
 * @internal
 */
export const resize = {
  Resize(node) {
    // before opset 11 there was one convention
    const old = node.opset < 11;
    const mode = node.text('mode', 'nearest');
    const place = old ? 'asymmetric' : node.text('coordinate_transformation_mode', 'half_pixel');
    const rounding = old ? 'floor' : node.text('nearest_mode', 'round_prefer_floor');
    node.float('cubic_coeff_a', -0.75);
    node.float('extrapolation_value', 0);
    supported(!node.flag('exclude_outside') && !node.flag('antialias'), 'exclude_outside or antialias');
    const [x, axes] = [node.input(0), node.integers('axes')];
    supported(node.text('keep_aspect_ratio_policy', 'stretch') === 'stretch', 'keep_aspect_ratio_policy');
    const given = node.has(3) ? node.numbers(3, 'sizes') : [];
    const scales = () => scaledSizes(node, node.numbers(old ? 1 : 2, 'scales'), axes);
    return resized(node, x, given.length > 0 ? sizesOf(node, given, axes) : scales(), mode, place, rounding);
  },
  Upsample(node) {
    const scales = node.opset < 9 ? [...(node.floats('scales') ?? [])] : node.numbers(1, 'scales');
    const sizes = scaledSizes(node, scales, undefined);
    return resized(node, node.input(0), sizes, node.text('mode', 'nearest'), 'asymmetric', 'floor');
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

function resized(
  node: NodeReader,
  x: Value,
  sizes: readonly number[],
  mode: string,
  place: string,
  rounding: string,
): Value {
  const rank = x.shape.length;
  supported((rank === 3 || rank === 4) && sizes[0] === x.shape[0] && sizes[1] === x.shape[1], 'of the first two axes');
  const layer = layerOf(mode, placeOf(place, sizes.slice(2)), rounding);
  const last = toChannelsLast(node, x);
  if (rank === 4) return toChannelsSecond(node, node.emit({ ...layer, size: [sizes[2], sizes[3]] }, [last]));
  const [batch, length, channels] = last.shape;
  const plane = reshape(node, last, [batch, 1, length, channels]);
  const y = node.emit({ ...layer, size: [1, sizes[2]] }, [plane]);
  return toChannelsSecond(node, reshape(node, y, [batch, sizes[2], channels]));
}

function placeOf(place: string, sizes: readonly number[]): ResizeNearest['coordinates'] {
  // PyTorch's differ from half pixels where an axis becomes one entry, which is the first one then
  const pytorch = place === 'pytorch_half_pixel' && sizes.every(size => size > 1);
  const known = coordinates.get(pytorch ? 'half_pixel' : place);
  if (!known) throw new Unsupported(`coordinate_transformation_mode ${place}`);
  return known;
}

function layerOf(mode: string, place: ResizeNearest['coordinates'], rounding: string) {
  if (mode === 'linear') {
    if (place === 'halfPixelFloor') throw new Unsupported('coordinate_transformation_mode tf_half_pixel_for_nn');
    return { type: 'resizeLinear', coordinates: place } as const;
  }
  supported(mode === 'nearest', `mode ${mode}`);
  const rounded = roundings.get(rounding);
  if (!rounded) throw new Unsupported(`nearest_mode ${rounding}`);
  return { type: 'resizeNearest', coordinates: place, rounding: rounded } as const;
}
