import { centre } from '../../kernels/centre.js';
import { dotRows } from '../../kernels/dotRows.js';
import type { Dense } from '../../network/network.js';
import { codesOf, type IntegerOp } from './integerOp.js';
import { weighted } from './weighted.js';

/** acc = sum of w (x - zero point) + bias, requantized. */
export const denseOp: IntegerOp<Dense> = {
  type: 'dense',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [codesOf(layer, given, 'int8'), codesOf(layer, made, 'int8')];
    const { packed, taps, bias, acc, zeroPoint, requantize } = weighted(layer, input, output, dialect, false);
    const x = new Int16Array(input.data.length);
    const [units] = layer.weights.shape;
    return () => {
      centre(input.data as Int8Array, zeroPoint, x);
      for (let begin = 0, at = 0; begin < x.length; begin += taps, at += units) {
        dotRows(packed, taps, x, begin, bias, acc);
        requantize(acc, output.data, at);
      }
    };
  },
};
