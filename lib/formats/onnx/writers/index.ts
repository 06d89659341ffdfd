import type { Layer } from '../../../graph/network.js';
import { elementwiseOperators } from './elementwise.js';
import { movementOperators } from './movements.js';
import { normalizationOperators } from './normalizations.js';
import type { Operator, Operators } from './operator.js';
import { poolOperators } from './pools.js';
import { quantizationOperators } from './quantizations.js';
import { recurrentOperators } from './recurrent.js';
import { reductionOperators } from './reductions.js';
import { weightedOperators } from './weighted.js';

const operators: Operators = {
  ...weightedOperators,
  ...poolOperators,
  ...elementwiseOperators,
  ...reductionOperators,
  ...normalizationOperators,
  ...movementOperators,
  ...quantizationOperators,
  ...recurrentOperators,
};

/** What writes a type of layer, if anything does. */
export function operatorOf(type: Layer['type']): Operator<Layer> | undefined {
  // an operator takes layers of its own type only: look it up by the layer's type
  return operators[type] as Operator<Layer> | undefined;
}
