import type { AveragePool1d } from '../network.js';
import { type LayerKind, noMacs } from './layerKind.js';
import type { LayerPlan } from './layerPlan.js';
import { type PoolOptions, poolPlan, poolShape, poolWindows, readPool } from './pool.js';

/** Mean of the samples of each window that lie inside the input. */
export const averagePool1dKind: LayerKind<AveragePool1d> = {
  type: 'averagePool1d',
  output: 'input',
  read: readPool,
  shape: poolShape,
  macs: noMacs,
  bind(layer, [{ data: x, shape }], { data: out }) {
    const [time, channels] = shape;
    const windows = poolWindows(layer, time);
    return () => {
      for (let t = 0, at = 0; at < windows.length; t++, at += 2) {
        const [from, to] = [windows[at], windows[at + 1]];
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let i = from; i < to; i++) sum += x[i * channels + c];
          out[t * channels + c] = sum / (to - from);
        }
      }
    };
  },
};

/** A mean-pooling layer for {@link sequential}. */
export function averagePool1d(options: PoolOptions): LayerPlan {
  return poolPlan('averagePool1d', options);
}
