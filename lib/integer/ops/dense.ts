import { centre } from '../../kernels/centre.js';
import { dotRows } from '../../kernels/dotRows.js';
import type { Dense } from '../../network/network.js';
import type { IntegerOp } from './integerOp.js';
import { weighted } from './weighted.js';

/** acc = sum of w (x - zero point) + bias, requantized. */
export const denseOp: IntegerOp<Dense> = {
  type: 'dense',
  prepare(layer, [input], output, dialect) {
    const { packed, taps, bias, acc, zeroPoint, requantize } = weighted(layer, input, output, dialect, false);
    const x = new Int16Array(taps);
    return () => {
      centre(input.data, zeroPoint, x);
      dotRows(packed, taps, x, 0, bias, acc);
      requantize(acc, output.data, 0);
    };
  },
};
