import type { Layer, Network } from '../graph/network.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { minMax } from '../ranges/minMax.js';
import { codingsOf } from './codings.js';
import { isMove, valuesOf } from './passes/operands.js';
import { prepareNetwork } from './prepareNetwork.js';
import { rangeRules } from './rangeRules.js';
import { recipeOf, type RecipeOptions } from './recipe.js';

/**
 * The trackers that a recipe asks for, tensor by tensor, for the option `tracker` of `activationRanges`. What becomes an output of the
 * network, or is kept by a layer, is never clipped.
 */
export function recipeTrackers(network: Network, options?: RecipeOptions): (tensor: string) => RangeAccumulator {
  const recipe = recipeOf(options);
  const prepared = prepareNetwork(network);
  const codings = codingsOf(recipe, prepared);
  const whole = shownTensors(prepared);
  const known = new Set([...prepared.inputs, ...prepared.layers].map(({ name }) => name));
  return tensor => {
    if (whole.has(tensor) || !known.has(tensor)) return minMax();
    const coding = codings.activations(tensor);
    return rangeRules[coding.range](coding);
  };
}

/** The outputs, and what they are moved from, or normalized from by a softmax. */
function shownTensors({ layers, outputs, variables = [] }: Network): ReadonlySet<string> {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  const shown = new Set(variables.map(({ name }) => name));
  const visit = (name: string): void => {
    shown.add(name);
    const layer: Layer | undefined = byName.get(name);
    if (layer && (isMove(layer) || layer.type === 'softmax')) valuesOf(layer).forEach(visit);
  };
  [...outputs, ...variables.map(({ next }) => next)].forEach(visit);
  return shown;
}
