import type { Layer, LayerOf } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { isRefused, refused, type Refused } from '../../refused.js';
import { elementwiseOperators } from './elementwise.js';
import { movementOperators } from './movements.js';
import { normalizationOperators } from './normalizations.js';
import type { Operator } from './operator.js';
import { poolOperators } from './pools.js';
import { quantizationOperators } from './quantizations.js';
import { recurrentOperators } from './recurrent.js';
import { reductionOperators } from './reductions.js';
import { weightedOperators } from './weighted.js';

/** What writes each layer, or why ONNX has nothing that does the same. */
const operators = {
  ...weightedOperators,
  ...poolOperators,
  ...elementwiseOperators,
  ...reductionOperators,
  ...normalizationOperators,
  ...movementOperators,
  ...quantizationOperators,
  ...recurrentOperators,
  svdf: refused('no operator keeps a memory'),
  timeWindow: refused('no operator keeps a memory'),
  runningSum: refused('no operator keeps a memory'),
} as const satisfies { readonly [T in Layer['type']]: Operator<LayerOf<T>> | Refused };

/**
 * What writes a type of layer.
 *
 * @throws {Unsupported} when ONNX has nothing that does the same
 */
export function operatorOf(type: Layer['type']): Operator<Layer> {
  const operator = operators[type];
  if (isRefused(operator)) throw new Unsupported(operator.refused);
  // an operator takes layers of its own type only: look it up by the layer's type
  return operator as Operator<Layer>;
}
