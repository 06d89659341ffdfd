import { checkBoolean } from '../../check.js';
import type { AveragePool2d } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits } from '../elementwise/activations.js';
import { noMacs, type Op } from '../op.js';
import { lowerPool } from './lowerPool.js';
import type { LayerPlan } from '../layerPlan.js';
import { pool2dFields, type Pool2dOptions, pool2dShape, pool2dWindows, readPool2d } from './pool2d.js';
import { poolOrder } from './pool.js';
import { averagePool2dTime } from './poolTime.js';

/** Mean of the samples of each window that lie inside the input; with `countPadding` all padding counts too, as zeros. */
export const averagePool2dOp: Op<AveragePool2d> = {
  type: 'averagePool2d',
  traits: { codes: 'input', action: 'sum' },
  time: averagePool2dTime,
  read: fields => ({ ...readPool2d(fields), countPadding: fields.boolean('countPadding'), ...poolOrder(fields) }),
  shape: pool2dShape,
  macs: noMacs,
  integer: lowerPool,
  float(layer, [{ data: x, shape }], { data: out }) {
    const [height, width, channels] = shape.slice(-3);
    const [rows, columns] = pool2dWindows(layer, height, width);
    const { size, countPadding } = layer;
    const [low, high] = activationLimits[layer.activation];
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += height * width * channels) {
        for (let i = 0; i < rows.length; i += 2) {
          for (let j = 0; j < columns.length; j += 2) {
            const inside = (rows[i + 1] - rows[i]) * (columns[j + 1] - columns[j]);
            const count = countPadding ? size[0] * size[1] : inside;
            for (let c = 0; c < channels; c++) {
              let sum = 0;
              for (let r = rows[i]; r < rows[i + 1]; r++) {
                const row = begin + r * width * channels + c;
                for (let s = columns[j]; s < columns[j + 1]; s++) sum += x[row + s * channels];
              }
              const mean = sum / count;
              out[at++] = mean < low ? low : mean > high ? high : mean;
            }
          }
        }
      }
    };
  },
};

/** Options of {@link averagePool2d}. */
export interface AveragePool2dOptions extends Pool2dOptions {
  /** Whether the padding counts, as zeros; otherwise the mean is of the samples inside. Defaults to false. */
  readonly countPadding?: boolean;
}

const OPTIONS: OptionKeys<AveragePool2dOptions> = {
  countPadding: true,
  size: true,
  stride: true,
  padding: true,
  activation: true,
  name: true,
};

/** A mean-pooling layer over height and width for {@link sequential}. */
export function averagePool2d(options: AveragePool2dOptions): LayerPlan {
  const { countPadding = false, ...rest } = checkOptions('averagePool2d', options, OPTIONS);
  checkBoolean('averagePool2d', 'countPadding', countPadding);
  const fields = { ...pool2dFields('averagePool2d', rest), countPadding };
  return { type: 'averagePool2d', name: rest.name, build: at => ({ type: 'averagePool2d', ...at, ...fields }) };
}
