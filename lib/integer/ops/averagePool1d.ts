import { poolWindows } from '../../network/layers/pool.js';
import type { AveragePool1d } from '../../network/network.js';
import type { IntegerOp } from './integerOp.js';

/**
 * Mean of the codes of each window that lie inside the input, ties away from zero; input and output have the same params.
 *
 * @see TensorFlow Lite, `reference_integer_ops::AveragePool`
 */
export const averagePool1dOp: IntegerOp<AveragePool1d> = {
  type: 'averagePool1d',
  prepare(layer, [{ data: x, shape }], { data: out }) {
    const [time, channels] = shape.slice(-2);
    const windows = poolWindows(layer, layer, time);
    return () => {
      for (let t = 0, w = 0; w < windows.length; t++, w += 2) {
        const [from, to] = [windows[w], windows[w + 1]];
        const [count, half] = [to - from, (to - from) >> 1];
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let i = from; i < to; i++) sum = (sum + x[i * channels + c]) | 0;
          // | 0 truncates the quotient, as integer division does: exact for int32 operands
          out[t * channels + c] = ((sum > 0 ? sum + half : sum - half) / count) | 0;
        }
      }
    };
  },
};
