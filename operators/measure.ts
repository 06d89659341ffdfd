import { defer, map, type OperatorFunction, reduce } from 'rxjs';
import type { Summary } from '../lib/accumulator.js';

/**
 * Shows a whole stream to a tracker or a meter and gives out its value once, at the end. An empty stream gives the value of
 * having seen nothing.
 *
 * @param make makes the tracker or meter; called once for each subscription
 * @example
 * source$.pipe(measure(minMax))
 */
export function measure<I, R>(make: () => Summary<I, R>): OperatorFunction<I, R> {
  return source =>
    defer(() =>
      source.pipe(
        reduce((summary, input) => {
          summary.push(input);
          return summary;
        }, make()),
        map(summary => summary.value()),
      ),
    );
}
