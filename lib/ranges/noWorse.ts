import type { Points } from '../statistics/histogram.js';
import { clippedError, freeGrid } from './clippedError.js';
import type { Interval } from './sketchTracker.js';

/** How much more noise than under min-max a rule's interval may have: 0.1 dB. */
const TOLERANCE = 10 ** 0.01;

/**
 * What a rule found, unless it loses to min-max on the very samples: rules that assume a distribution, or measure another thing
 * than noise, clip some signals to pieces (signals that rest, values few and far between, two humps).
 *
 * @internal
 *
 * @param all [min, max] of the samples
 */
export function noWorse(points: Points, found: Interval, all: Interval, bits: number): Interval {
  if (!(found[0] < found[1])) return all;
  const error = (one: Interval) => clippedError(points, freeGrid(one, bits));
  return error(found) <= error(all) * TOLERANCE ? found : all;
}
