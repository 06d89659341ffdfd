import type { Network } from '../../graph/network.js';
import type { AffineParams } from '../../qparams.js';
import type { Range } from '../../range.js';
import type { Codings } from '../codings.js';
import type { Recipe } from '../recipe.js';

/** What the passes of a quantization are given. */
export interface QuantizationPlan {
  readonly recipe: Recipe;
  /** What the recipe says about each tensor. */
  readonly codings: Codings;
  /** Range of each tensor of the float network, by name. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Parameters of inputs that are given and not calibrated, by name. */
  readonly given: ReadonlyMap<string, AffineParams>;
  /** Layers that compute on real numbers between codes, with the reason for each. */
  readonly floats: ReadonlyMap<string, string>;
}

/** One step on the way from a float network to an integer one; gives a new network and leaves the old one as it is. */
export interface Pass {
  readonly name: string;
  run(network: Network, plan: QuantizationPlan): Network;
}
