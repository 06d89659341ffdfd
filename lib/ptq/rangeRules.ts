import { aciq } from '../ranges/aciq.js';
import { entropy } from '../ranges/entropy.js';
import { l2 } from '../ranges/l2.js';
import { minMax } from '../ranges/minMax.js';
import { mse } from '../ranges/mse.js';
import { octav } from '../ranges/octav.js';
import { percentile } from '../ranges/percentile.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import type { ActivationCoding, RangeRule } from './coding.js';

/**
 * The trackers of the library that a recipe names, made for the grid of a coding.
 *
 * @internal
 */
export const rangeRules: Readonly<Record<RangeRule, (coding: ActivationCoding) => RangeAccumulator>> = {
  minMax: () => minMax(),
  mse: ({ bits, scheme }: ActivationCoding) => mse({ bits, levels: scheme === 'symmetric' ? 'symmetric' : 'keepZero' }),
  percentile: () => percentile(),
  octav: ({ bits }: ActivationCoding) => octav({ bits }),
  aciq: ({ bits }: ActivationCoding) => aciq({ bits }),
  entropy: ({ bits }: ActivationCoding) => entropy({ bits }),
  l2: ({ bits }: ActivationCoding) => l2({ bits }),
};
