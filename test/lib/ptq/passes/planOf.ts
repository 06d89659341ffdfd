import type { Network } from '../../../../lib/network.js';
import { type QuantizationPlan, recipeOf, type RecipeOptions } from '../../../../lib/ptq/index.js';
import { codingsOf } from '../../../../lib/ptq/codings.js';
import type { Range } from '../../../../lib/range.js';

/** What a pass is given for a network, a recipe and some ranges. */
export function planOf(
  network: Network,
  options: RecipeOptions = {},
  ranges: Iterable<readonly [string, Range]> = [],
  more: Partial<QuantizationPlan> = {},
): QuantizationPlan {
  const recipe = recipeOf(options);
  const codings = codingsOf(recipe, network);
  return { recipe, codings, ranges: new Map(ranges), given: new Map(), floats: new Map(), ...more };
}
