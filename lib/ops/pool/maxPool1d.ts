import type { MaxPool1d } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { noMacs, type Op } from '../op.js';
import { lowerPool } from './lowerPool.js';
import type { LayerPlan } from '../layerPlan.js';
import { type PoolOptions, poolPlan, poolShape, poolWindows, readPool } from './pool.js';
import { maxPoolTime } from './poolTime.js';

/** Largest sample of each window. */
export const maxPool1dOp: Op<MaxPool1d> = {
  type: 'maxPool1d',
  traits: { codes: 'input', action: 'select' },
  time: maxPoolTime,
  read: readPool,
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
            let largest = x[begin + from * channels + c];
            for (let i = from + 1; i < to; i++) largest = Math.max(largest, x[begin + i * channels + c]);
            out[o++] = largest;
          }
        }
      }
    };
  },
};

const OPTIONS: OptionKeys<PoolOptions> = { size: true, stride: true, padding: true, name: true };

/** A max-pooling layer for {@link sequential}. */
export function maxPool1d(options: PoolOptions): LayerPlan {
  checkOptions('maxPool1d', options, OPTIONS);
  return poolPlan('maxPool1d', options);
}
