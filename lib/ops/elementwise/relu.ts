import type { Unary } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { clipped } from './clipped.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { everyColumn } from '../time.js';

/** max(x, 0) of every element. */
export const reluOp: Op<Unary> = {
  type: 'relu',
  traits: { codes: 'own', action: 'pointwise' },
  time: everyColumn,
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  integer: (layer, inputs, output, dialect) => clipped(layer, inputs, output, 0, Infinity, dialect),
  float:
    (_layer, [{ data: x }], { data: out }) =>
    () => {
      for (let i = 0; i < x.length; i++) out[i] = x[i] < 0 ? 0 : x[i];
    },
};

const OPTIONS: OptionKeys<LayerPlanOptions> = { name: true };

/** A layer max(x, 0) for {@link sequential}. */
export function relu(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('relu', options, OPTIONS);
  return { type: 'relu', name, build: at => ({ type: 'relu', ...at }) };
}
