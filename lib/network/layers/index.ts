import { show } from '../../check.js';
import type { Layer } from '../network.js';
import { networkError } from '../networkError.js';
import { averagePool1dKind } from './averagePool1d.js';
import { conv1dKind } from './conv1d.js';
import { denseKind } from './dense.js';
import { flattenKind } from './flatten.js';
import type { LayerKind } from './layerKind.js';
import { maxPool1dKind } from './maxPool1d.js';
import { reluKind } from './relu.js';
import { softmaxKind } from './softmax.js';

const kinds: { readonly [T in Layer['type']]?: LayerKind<Layer> } = {
  dense: denseKind,
  conv1d: conv1dKind,
  relu: reluKind,
  averagePool1d: averagePool1dKind,
  maxPool1d: maxPool1dKind,
  flatten: flattenKind,
  softmax: softmaxKind,
};

/**
 * The kind of a layer by its type.
 *
 * @throws {FormatError} when there is no such kind
 */
export function layerKind(where: string, type: unknown): LayerKind<Layer> {
  if (typeof type !== 'string' || !Object.hasOwn(kinds, type)) {
    throw networkError(where, `type must be one of ${Object.keys(kinds).join(', ')}`, show(type));
  }
  // a kind takes layers of its own type only: look it up by the layer's type
  return kinds[type as Layer['type']] as LayerKind<Layer>;
}
