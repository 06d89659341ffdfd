import type { Flatten } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { onlyInput } from '../op.js';
import { copyAll, movementOp } from './movementOp.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, keptAxis, whole } from '../time.js';

/** (time, channels) -> (time * channels): the same numbers in the same order. */
export const flattenOp = movementOp<Flatten>({
  type: 'flatten',
  time(_layer, [{ shape, axis = 0 }], output) {
    const kept = keptAxis(shape, axis, output);
    return kept === undefined ? whole('lays all of time in one row') : columns(kept);
  },
  read: () => ({}),
  shape: (layer, inputs) => [elementsOf(onlyInput(layer, inputs))],
  copies: (_layer, [shape]) => copyAll(elementsOf(shape)),
});

const OPTIONS: OptionKeys<LayerPlanOptions> = { name: true };

/** A flattening layer for {@link sequential}. */
export function flatten(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('flatten', options, OPTIONS);
  return { type: 'flatten', name, build: at => ({ type: 'flatten', ...at }) };
}
