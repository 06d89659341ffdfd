import type { Layer } from '../../network/network.js';
import { layerNamed, networkError } from '../../network/networkError.js';
import type { Dialect } from '../dialects/dialect.js';
import { averagePool1dOp } from './averagePool1d.js';
import { conv1dOp } from './conv1d.js';
import { denseOp } from './dense.js';
import { flattenOp } from './flatten.js';
import type { IntegerOp } from './integerOp.js';
import { maxPool1dOp } from './maxPool1d.js';
import { reluOp } from './relu.js';
import { softmaxOp } from './softmax.js';

const ops: { readonly [T in Layer['type']]?: IntegerOp<Layer> } = {
  dense: denseOp,
  conv1d: conv1dOp,
  relu: reluOp,
  averagePool1d: averagePool1dOp,
  maxPool1d: maxPool1dOp,
  flatten: flattenOp,
  softmax: softmaxOp,
};

/**
 * The integer arithmetic of a layer in a dialect.
 *
 * @throws {FormatError} when it has none
 */
export function integerOp(layer: Layer, dialect: Dialect): IntegerOp<Layer> {
  // an op takes layers of its own type only: look it up by the layer's type
  const op = dialect.ops?.[layer.type] ?? ops[layer.type];
  if (!op) throw networkError(layerNamed(layer), 'there is no integer arithmetic for its type', layer.type);
  return op;
}
