import { checkNumber } from '../../check.js';
import type { LeakyRelu } from '../../graph/network.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { pointwiseOp } from './pointwise.js';

/** x where x >= 0, alpha x below. */
export const leakyReluOp = pointwiseOp<LeakyRelu>({
  type: 'leakyRelu',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ alpha: fields.number('alpha') }),
  of:
    ({ alpha }) =>
    x =>
      x < 0 ? alpha * x : x,
});

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends LayerPlanOptions {
  /** Slope below 0, finite. Defaults to 0.01. */
  readonly alpha?: number;
}

/** A layer that is x where x >= 0, alpha x below. */
export function leakyRelu({ alpha = 0.01, name }: LeakyReluOptions = {}): LayerPlan {
  checkNumber('leakyRelu', 'alpha', alpha);
  return { type: 'leakyRelu', name, build: at => ({ type: 'leakyRelu', ...at, alpha }) };
}
