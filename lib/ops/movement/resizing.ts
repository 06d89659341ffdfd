import type { Layer, Pair, ResizeNearest } from '../../graph/network.js';
import { columns, onTrailingAxes, type TimeOf, whole } from '../time.js';

/**
 * Where an entry of a resized axis lies in the axis that it is made of, exact but for one rounding of the quotient; `halfPixelFloor`, which
 * only TensorFlow has, in float32 as TensorFlow computes it.
 *
 * @internal
 */
export const coordinateOf: Readonly<
  Record<ResizeNearest['coordinates'], (index: number, length: number, wanted: number) => number>
> = {
  asymmetric: (index, length, wanted) => (index * length) / wanted,
  halfPixel: (index, length, wanted) => ((2 * index + 1) * length - wanted) / (2 * wanted),
  halfPixelFloor: (index, length, wanted) => Math.fround((index + 0.5) * Math.fround(length / wanted)),
  alignCorners: (index, length, wanted) => (wanted === 1 ? 0 : (index * (length - 1)) / (wanted - 1)),
};

/**
 * What layers that resize (..., height, width, channels) make of time.
 *
 * @internal
 *
 * @param reason why they need the whole window where time is one of the axes that get another length
 */
export const resizedTime = <L extends Layer & { readonly size: Pair }>(reason: string): TimeOf<L> =>
  onTrailingAxes(3, (layer, axis, input, output) => {
    const own = axis + input.length - 3;
    if (axis === 2) return columns(own);
    if (layer.size[axis] !== input[own]) return whole(reason);
    return columns(own, made => ({ ...layer, size: axis === 0 ? [made, output[own + 1]] : [output[own - 1], made] }));
  });
