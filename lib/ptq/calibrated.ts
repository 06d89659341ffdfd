import type { Network } from '../graph/network.js';
import type { Range } from '../range.js';
import { activationRanges } from './activationRanges.js';
import { recipeTrackers } from './recipeTrackers.js';
import type { RecipeOptions } from './recipe.js';
import type { Window } from './windowRuns.js';

/** The ranges of a network's tensors over windows at hand, by the rules of a recipe. */
export function calibrated(
  network: Network,
  windows: readonly Window[],
  recipe?: RecipeOptions,
): ReadonlyMap<string, Range> {
  const ranges = activationRanges(network, { tracker: recipeTrackers(network, recipe) });
  for (const window of windows) ranges.push(window);
  return ranges.value();
}
