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
import { coordinateOf, resizedTime } from './resizing.js';

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
  time: resizedTime('changes the rate of time by repeating samples'),
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
