import { centre } from '../../kernels/centre.js';
import { dotRows, dotRowsTwice } from '../../kernels/dotRows.js';
import { timeWindows } from '../../network/layers/conv1d.js';
import { windowing } from '../../network/layers/windowing.js';
import type { Conv1d } from '../../network/network.js';
import { codesOf, type IntegerOp } from './integerOp.js';
import { weighted } from './weighted.js';

/**
 * Convolution along time. As time is outside and channels inside, an undilated window is one run of samples and is read
 * where it lies; a dilated one, or one that reaches into the padding, is gathered first.
 */
export const conv1dOp: IntegerOp<Conv1d> = {
  type: 'conv1d',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [codesOf(layer, given, 'int8'), codesOf(layer, made, 'int8')];
    const [time, channels] = input.shape.slice(-2);
    const [outTime, filters] = output.shape.slice(-2);
    const { stride, dilation } = layer;
    const kernel = layer.weights.shape[1];
    const { before, padded } = windowing(layer, timeWindows(layer), time);
    const { packed, taps, bias, acc, zeroPoint, requantize } = weighted(layer, input, output, dialect, padded);
    const x = new Int16Array(input.data.length);
    const window = new Int16Array(taps);

    /** Collects the taps of one window; those outside the input are 0. */
    function gather(from: number): void {
      for (let k = 0, at = from; k < kernel; k++, at += dilation) {
        const inside = at >= 0 && at < time;
        for (let i = 0; i < channels; i++) window[k * channels + i] = inside ? x[at * channels + i] : 0;
      }
    }
    const second = acc.slice();
    const step = stride * channels;
    // windows [first, behind) are whole runs of samples
    const first = dilation === 1 ? Math.min(Math.ceil(before / stride), outTime) : outTime;
    const behind = Math.max(Math.min(Math.floor((time - kernel + before) / stride) + 1, outTime), first);

    function gathered(from: number, to: number): void {
      for (let t = from; t < to; t++) {
        gather(t * stride - before);
        dotRows(packed, taps, window, 0, bias, acc);
        requantize(acc, output.data, t * filters);
      }
    }
    return () => {
      centre(input.data as Int8Array, zeroPoint, x);
      gathered(0, first);
      let t = first;
      for (; t + 1 < behind; t += 2) {
        dotRowsTwice(packed, taps, x, (t * stride - before) * channels, step, bias, acc, second);
        requantize(acc, output.data, t * filters);
        requantize(second, output.data, (t + 1) * filters);
      }
      if (t < behind) {
        dotRows(packed, taps, x, (t * stride - before) * channels, bias, acc);
        requantize(acc, output.data, t * filters);
      }
      gathered(behind, outTime);
    };
  },
};
