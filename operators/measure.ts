import type { OperatorFunction } from 'rxjs';
import type { Summary } from '../lib/accumulator.js';
import { measureStage } from '../lib/measureStage.js';
import { stageOperator } from './stageOperator.js';

/**
 * Shows a whole stream to a tracker or a meter and gives out its value once, at the end; see {@link measureStage}.
 *
 * @param make makes the tracker or meter; called once at the call, for its checks, and once for each subscription
 * @example
 * source$.pipe(measure(minMax))
 */
export function measure<I, R>(make: () => Summary<I, R>): OperatorFunction<I, R> {
  return stageOperator(() => measureStage(make));
}
