import type { Dequantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { type LayerKind, noMacs, onlyInput } from '../layerKind.js';

/** Codes as real numbers; arithmetic on codes computes it. */
export const dequantizeKind: LayerKind<Dequantize> = {
  type: 'dequantize',
  output: [],
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  bind(layer) {
    throw networkError(layerNamed(layer), 'the input of a dequantize layer must have params', 'real numbers');
  },
};
