import type { Dequantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { type Op, noMacs, onlyInput } from '../op.js';

/** Codes as real numbers; arithmetic on codes computes it. */
export const dequantizeOp: Op<Dequantize> = {
  type: 'dequantize',
  traits: { codes: [], action: 'pointwise' },
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  float(layer) {
    throw networkError(layerNamed(layer), 'the input of a dequantize layer must have params', 'real numbers');
  },
};
