import type { Flatten } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** (time, channels) -> (time * channels): the same numbers in the same order. */
export const flattenOp: Op<Flatten> = {
  type: 'flatten',
  traits: { codes: 'input', action: 'move' },
  read: () => ({}),
  shape: (layer, inputs) => [elementsOf(onlyInput(layer, inputs))],
  macs: noMacs,
  float:
    (_layer, [{ data: x }], { data: out }) =>
    () =>
      out.set(x),
};

/** A flattening layer for {@link sequential}. */
export function flatten({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'flatten', name, build: at => ({ type: 'flatten', ...at }) };
}
