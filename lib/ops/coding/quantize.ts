import type { Quantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { type LayerKind, noMacs, onlyInput } from '../layerKind.js';

/** Real numbers, or codes of other params, as the codes of `params`; arithmetic on codes computes it. */
export const quantizeKind: LayerKind<Quantize> = {
  type: 'quantize',
  output: 'own',
  read: fields => ({ rounding: fields.oneOf('rounding', ['halfAway', 'halfEven']) }),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  bind(layer) {
    throw networkError(layerNamed(layer), 'a quantize layer must have params', 'a layer of real numbers');
  },
};
