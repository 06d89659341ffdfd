import { defer, map, type OperatorFunction, reduce } from 'rxjs';
import type { Accumulator } from '../lib/accumulator.js';

/**
 * Shows a whole stream to a tracker or a meter and gives out its value once, at the end. An empty stream gives the value of
 * having seen nothing.
 *
 * @param make makes the accumulator; called once for each subscription
 * @example
 * source$.pipe(measure(minMax))
 */
export function measure<I, R>(make: () => Accumulator<I, R>): OperatorFunction<I, R> {
  return source =>
    defer(() =>
      source.pipe(
        reduce((accumulator, input) => {
          accumulator.push(input);
          return accumulator;
        }, make()),
        map(accumulator => accumulator.value()),
      ),
    );
}
