import type { Network } from '../graph/network.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { minMax } from '../ranges/minMax.js';
import { codingsOf } from './codings.js';
import { prepareNetwork } from './prepareNetwork.js';
import { rangeRules } from './rangeRules.js';
import { recipeOf, type RecipeOptions } from './recipe.js';
import { shownTensors } from './shownTensors.js';

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
