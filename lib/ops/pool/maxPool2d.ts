import type { MaxPool2d } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits } from '../elementwise/activations.js';
import { noMacs, type Op } from '../op.js';
import { lowerPool } from './lowerPool.js';
import type { LayerPlan } from '../layerPlan.js';
import { pool2dFields, type Pool2dOptions, pool2dShape, pool2dWindows, readPool2d } from './pool2d.js';
import { maxPool2dTime } from './poolTime.js';

/** Largest sample of each window. */
export const maxPool2dOp: Op<MaxPool2d> = {
  type: 'maxPool2d',
  traits: { codes: 'input', action: 'select' },
  time: maxPool2dTime,
  read: readPool2d,
  shape: pool2dShape,
  macs: noMacs,
  integer: lowerPool,
  float(layer, [{ data: x, shape }], { data: out }) {
    const [height, width, channels] = shape.slice(-3);
    const [rows, columns] = pool2dWindows(layer, height, width);
    const [low, high] = activationLimits[layer.activation];
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += height * width * channels) {
        for (let i = 0; i < rows.length; i += 2) {
          for (let j = 0; j < columns.length; j += 2) {
            for (let c = 0; c < channels; c++) {
              let largest = -Infinity;
              for (let r = rows[i]; r < rows[i + 1]; r++) {
                const row = begin + r * width * channels + c;
                for (let s = columns[j]; s < columns[j + 1]; s++) largest = Math.max(largest, x[row + s * channels]);
              }
              out[at++] = largest < low ? low : largest > high ? high : largest;
            }
          }
        }
      }
    };
  },
};

const OPTIONS: OptionKeys<Pool2dOptions> = { size: true, stride: true, padding: true, activation: true, name: true };

/** A max-pooling layer over height and width for {@link sequential}. */
export function maxPool2d(options: Pool2dOptions): LayerPlan {
  checkOptions('maxPool2d', options, OPTIONS);
  const fields = pool2dFields('maxPool2d', options);
  return { type: 'maxPool2d', name: options.name, build: at => ({ type: 'maxPool2d', ...at, ...fields }) };
}
