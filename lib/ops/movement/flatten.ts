import type { Flatten } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { type LayerKind, noMacs, onlyInput } from '../layerKind.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** (time, channels) -> (time * channels): the same numbers in the same order. */
export const flattenKind: LayerKind<Flatten> = {
  type: 'flatten',
  output: 'input',
  read: () => ({}),
  shape: (layer, inputs) => [elementsOf(onlyInput(layer, inputs))],
  macs: noMacs,
  bind:
    (_layer, [{ data: x }], { data: out }) =>
    () =>
      out.set(x),
};

/** A flattening layer for {@link sequential}. */
export function flatten({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'flatten', name, build: at => ({ type: 'flatten', ...at }) };
}
