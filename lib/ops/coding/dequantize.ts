import type { Dequantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { codesOf } from '../codes.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import { everyColumn } from '../time.js';

/**
 * Codes as real numbers; arithmetic on codes computes it.
 *
 * @see TensorFlow Lite, `reference_ops::Dequantize`
 */
export const dequantizeOp: Op<Dequantize> = {
  type: 'dequantize',
  traits: { codes: [], action: 'pointwise' },
  time: everyColumn,
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  integer(layer, [given]) {
    const { scale, zeroPoint } = codesOf(layer, given).params;
    return { kernel: 'dequantize', constants: { scale: scale[0], zeroPoint: zeroPoint[0] } };
  },
  float(layer) {
    throw networkError(layerNamed(layer), 'the input of a dequantize layer must have params', 'real numbers');
  },
};
