import { checkOneOf } from '../../check.js';
import type { Pair, ResizeLinear } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { type Op, trailingAxes } from '../op.js';
import { pairOption } from '../weighted/windowOptions.js';
import { lowerResize } from './lowerResize.js';
import { coordinateOf, resizedTime } from './resizing.js';
import { checkOptions, type OptionKeys } from '../../options.js';

const coordinateNames = ['asymmetric', 'halfPixel', 'alignCorners'] as const;

/** Height and width to other sizes, each output entry interpolated between the four input entries around it; beyond an edge, the edge. */
export const resizeLinearOp: Op<ResizeLinear> = {
  type: 'resizeLinear',
  traits: { codes: 'input', action: 'other' },
  time: resizedTime('changes the rate of time by interpolating between samples'),
  read: fields => ({ size: fields.pair('size'), coordinates: fields.oneOf('coordinates', coordinateNames) }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'height, width, channels');
    return [...lead, ...layer.size, axes[2]];
  },
  macs: (_layer, _inputs, output) => 4 * elementsOf(output),
  integer: lowerResize,
  float({ size, coordinates }, [{ data: x, shape }], { data: out }) {
    const [height, width, channels] = shape.slice(-3);
    const between = (wanted: number, length: number, stride: number) =>
      Array.from({ length: wanted }, (_, index) => {
        const place = Math.min(Math.max(coordinateOf[coordinates](index, length, wanted), 0), length - 1);
        const low = Math.floor(place);
        return { low: low * stride, high: Math.min(low + 1, length - 1) * stride, weight: place - low };
      });
    const [rows, columns] = [between(size[0], height, width * channels), between(size[1], width, channels)];
    const plane = height * width * channels;
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += plane) {
        for (const { low: top, high: bottom, weight: down } of rows) {
          for (const { low: left, high: right, weight: across } of columns) {
            for (let c = begin; c < begin + channels; c++) {
              const upper = x[top + left + c] * (1 - across) + x[top + right + c] * across;
              const lower = x[bottom + left + c] * (1 - across) + x[bottom + right + c] * across;
              out[at++] = upper * (1 - down) + lower * down;
            }
          }
        }
      }
    };
  },
};

/** Options of {@link resizeLinear}. */
export interface ResizeLinearOptions extends LayerPlanOptions {
  /** Height and width of the output; one integer for both. */
  readonly size: number | Pair;
  /** Where an output entry lies in the input. Defaults to `halfPixel`, as TensorFlow 2 has it. */
  readonly coordinates?: ResizeLinear['coordinates'];
}

const OPTIONS: OptionKeys<ResizeLinearOptions> = { size: true, coordinates: true, name: true };

/** A layer that resizes images by linear interpolation. */
export function resizeLinear(options: ResizeLinearOptions): LayerPlan {
  const { size, coordinates = 'halfPixel', name } = checkOptions('resizeLinear', options, OPTIONS);
  const pair = pairOption('resizeLinear', 'size', size);
  checkOneOf('resizeLinear', 'coordinates', coordinates, coordinateNames);
  return { type: 'resizeLinear', name, build: at => ({ type: 'resizeLinear', ...at, size: pair, coordinates }) };
}
