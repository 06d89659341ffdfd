import type { AveragePool1d } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { noMacs, type Op } from '../op.js';
import { lowerPool } from './lowerPool.js';
import type { LayerPlan } from '../layerPlan.js';
import { type PoolOptions, poolOrder, poolPlan, poolShape, poolWindows, readPool } from './pool.js';
import { averagePoolTime } from './poolTime.js';

/** Mean of the samples of each window that lie inside the input. */
export const averagePool1dOp: Op<AveragePool1d> = {
  type: 'averagePool1d',
  traits: { codes: 'input', action: 'sum' },
  time: averagePoolTime,
  read: fields => ({ ...readPool(fields), ...poolOrder(fields) }),
  shape: poolShape,
  macs: noMacs,
  integer: lowerPool,
  float(layer, [{ data: x, shape }], { data: out }) {
    const [time, channels] = shape.slice(-2);
    const windows = poolWindows(layer, layer, time);
    return () => {
      for (let begin = 0, o = 0; begin < x.length; begin += time * channels) {
        for (let at = 0; at < windows.length; at += 2) {
          const [from, to] = [windows[at], windows[at + 1]];
          for (let c = 0; c < channels; c++) {
            let sum = 0;
            for (let i = from; i < to; i++) sum += x[begin + i * channels + c];
            out[o++] = sum / (to - from);
          }
        }
      }
    };
  },
};

const OPTIONS: OptionKeys<PoolOptions> = { size: true, stride: true, padding: true, name: true };

/** A mean-pooling layer for {@link sequential}. */
export function averagePool1d(options: PoolOptions): LayerPlan {
  checkOptions('averagePool1d', options, OPTIONS);
  return poolPlan('averagePool1d', options);
}
