import type { Unary } from '../../graph/network.js';
import { type LayerKind, noMacs, onlyInput } from '../layerKind.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** max(x, 0) of every element. */
export const reluKind: LayerKind<Unary> = {
  type: 'relu',
  output: 'own',
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  bind:
    (_layer, [{ data: x }], { data: out }) =>
    () => {
      for (let i = 0; i < x.length; i++) out[i] = x[i] < 0 ? 0 : x[i];
    },
};

/** A layer max(x, 0) for {@link sequential}. */
export function relu({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'relu', name, build: at => ({ type: 'relu', ...at }) };
}
