import { poolWindows } from '../../network/layers/pool.js';
import type { MaxPool1d } from '../../network/network.js';
import type { IntegerOp } from './integerOp.js';

/** Largest code of each window: input and output have the same params. */
export const maxPool1dOp: IntegerOp<MaxPool1d> = {
  type: 'maxPool1d',
  prepare(layer, [{ data: x, shape }], { data: out }) {
    const [time, channels] = shape.slice(-2);
    const windows = poolWindows(layer, layer, time);
    return () => {
      for (let t = 0, w = 0; w < windows.length; t++, w += 2) {
        const [from, to] = [windows[w], windows[w + 1]];
        for (let c = 0; c < channels; c++) {
          let largest = -128;
          for (let i = from; i < to; i++) if (x[i * channels + c] > largest) largest = x[i * channels + c];
          out[t * channels + c] = largest;
        }
      }
    };
  },
};
