import { checkOneOf } from '../../check.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { halfDown, halfUp } from '../../rounding.js';
import type { Pair, ResizeNearest } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import { trailingAxes } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { pairOption } from '../weighted/windowOptions.js';
import { columns, onTrailingAxes, whole } from '../time.js';

/**
 * Where an output entry lies in the input, exact but for one rounding of the quotient; `halfPixelFloor`, which only TensorFlow has,
 * in float32 as TensorFlow computes it.
 */
const coordinateOf: Readonly<
  Record<ResizeNearest['coordinates'], (index: number, length: number, wanted: number) => number>
> = {
  asymmetric: (index, length, wanted) => (index * length) / wanted,
  halfPixel: (index, length, wanted) => ((2 * index + 1) * length - wanted) / (2 * wanted),
  halfPixelFloor: (index, length, wanted) => Math.fround((index + 0.5) * Math.fround(length / wanted)),
  alignCorners: (index, length, wanted) => (wanted === 1 ? 0 : (index * (length - 1)) / (wanted - 1)),
};

const roundingOf: Readonly<Record<ResizeNearest['rounding'], (x: number) => number>> = {
  floor: x => Math.floor(x),
  ceil: x => Math.ceil(x),
  halfUp,
  halfDown,
};

const coordinateNames = Object.keys(coordinateOf) as ResizeNearest['coordinates'][];
const roundingNames = Object.keys(roundingOf) as ResizeNearest['rounding'][];

/** Height and width to other sizes, each output entry the input entry nearest by some convention; beyond an edge, the edge. */
export const resizeNearestOp = movementOp<ResizeNearest>({
  type: 'resizeNearest',
  time: onTrailingAxes(3, ({ size, ...layer }, axis, input, output) => {
    const own = axis + input.length - 3;
    if (axis === 2) return columns(own);
    if (size[axis] !== input[own]) return whole('changes the rate of time by repeating samples');
    return columns(own, made => ({ ...layer, size: axis === 0 ? [made, output[own + 1]] : [output[own - 1], made] }));
  }),
  read: fields => ({
    size: fields.pair('size'),
    coordinates: fields.oneOf('coordinates', coordinateNames),
    rounding: fields.oneOf('rounding', roundingNames),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'height, width, channels');
    return [...lead, ...layer.size, axes[2]];
  },
  copies({ size, coordinates, rounding }, [shape]) {
    const [height, width, channels] = shape.slice(-3);
    const batch = elementsOf(shape.slice(0, -3));
    const row = size[1] * channels;
    const along = (wanted: number, length: number, stride: number) =>
      places(wanted, 1).map(index => {
        const nearest = roundingOf[rounding](coordinateOf[coordinates](index, length, wanted));
        return Math.min(Math.max(nearest, 0), length - 1) * stride;
      });
    const axes = [
      { from: places(batch, height * width * channels), to: places(batch, size[0] * row) },
      { from: along(size[0], height, width * channels), to: places(size[0], row) },
      { from: along(size[1], width, channels), to: places(size[1], channels) },
      { from: places(channels, 1), to: places(channels, 1) },
    ];
    return { copies: [copyOf(axes)] };
  },
});

/** Options of {@link resizeNearest}. */
export interface ResizeNearestOptions extends LayerPlanOptions {
  /** Height and width of the output; one integer for both. */
  readonly size: number | Pair;
  /** Where an output entry lies in the input. Defaults to `halfPixelFloor`, as TensorFlow 2 with `floor` has it. */
  readonly coordinates?: ResizeNearest['coordinates'];
  /** To which entry a place between two goes. Defaults to `floor`. */
  readonly rounding?: ResizeNearest['rounding'];
}

const OPTIONS: OptionKeys<ResizeNearestOptions> = { size: true, coordinates: true, rounding: true, name: true };

/** A layer that resizes images by repeating and leaving out. */
export function resizeNearest(options: ResizeNearestOptions): LayerPlan {
  const {
    size,
    coordinates = 'halfPixelFloor',
    rounding = 'floor',
    name,
  } = checkOptions('resizeNearest', options, OPTIONS);
  const pair = pairOption('resizeNearest', 'size', size);
  checkOneOf('resizeNearest', 'coordinates', coordinates, coordinateNames);
  checkOneOf('resizeNearest', 'rounding', rounding, roundingNames);
  return {
    type: 'resizeNearest',
    name,
    build: at => ({ type: 'resizeNearest', ...at, size: pair, coordinates, rounding }),
  };
}
