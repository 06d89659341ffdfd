import type { Quantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { type Op, noMacs, onlyInput } from '../op.js';

/** Real numbers, or codes of other params, as the codes of `params`; arithmetic on codes computes it. */
export const quantizeOp: Op<Quantize> = {
  type: 'quantize',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ rounding: fields.oneOf('rounding', ['halfAway', 'halfEven']) }),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  float(layer) {
    throw networkError(layerNamed(layer), 'a quantize layer must have params', 'a layer of real numbers');
  },
};
