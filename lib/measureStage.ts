import type { Summary } from './accumulator.js';
import type { Stage } from './stage.js';
import { loadState } from './state.js';

/**
 * Shows a whole stream to a tracker or a meter and gives out its value once, at the end. An empty stream gives the value of having seen
 * nothing.
 *
 * @param make makes the tracker or meter; called once
 */
export function measureStage<I, R>(make: () => Summary<I, R>): Stage<I, R> {
  return measuring('measure', make(), input => input);
}

/**
 * {@link measureStage} under the name of another operator, for a meter that is shown something made of each input.
 *
 * @internal
 */
export function measuring<I, S, R>(who: string, summary: Summary<S, R>, show: (input: I) => S): Stage<I, R> {
  return {
    process: input => summary.push(show(input)),
    flush: emit => emit(summary.value()),
    save: () => ({ who, version: 1, options: {}, summary: summary.save() }),
    restore: state => summary.restore(loadState(who, 1, state).summary),
  };
}
