import type { Flatten } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { onlyInput } from '../op.js';
import { copyAll, movementOp } from './movementOp.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** (time, channels) -> (time * channels): the same numbers in the same order. */
export const flattenOp = movementOp<Flatten>({
  type: 'flatten',
  read: () => ({}),
  shape: (layer, inputs) => [elementsOf(onlyInput(layer, inputs))],
  copies: (_layer, [shape]) => copyAll(elementsOf(shape)),
});

/** A flattening layer for {@link sequential}. */
export function flatten({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'flatten', name, build: at => ({ type: 'flatten', ...at }) };
}
