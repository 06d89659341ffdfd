import { checkFunction } from '../check.js';
import type { Compiled } from '../engine/compile.js';
import type { AnyFrame } from '../frame.js';
import { type BySourceOptions, bySourceStage } from '../framing/bySourceStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import type { Json } from '../state.js';
import { slidingStage, type SlidingStageOptions } from './slidingStage.js';

/** Options of {@link inferByStage}. */
export interface InferByStageOptions extends SlidingStageOptions, Pick<BySourceOptions, 'capacity' | 'idle'> {
  /** Called with every stream that is ended, and its state: as JSON, to be kept or sent to another process. */
  readonly onEvict?: ((key: string, state: Json) => void) | undefined;
  /** Called with the key of every stream that is heard for the first time, or again: gives the state to go on from, if there is one. */
  readonly recall?: ((key: string) => unknown) | undefined;
}

const OPTIONS: OptionKeys<InferByStageOptions> = {
  hop: true,
  inputs: true,
  outputs: true,
  atGap: true,
  missing: true,
  capacity: true,
  idle: true,
  onEvict: true,
  recall: true,
};

/**
 * Runs one network on the sliding windows of each of many streams, merged: a state for each, code and constants for all. See
 * {@link slidingStage} for what comes out, {@link bySourceStage} for the key of a stream and for how many are held.
 *
 * A stream that is ended hands its state to `onEvict`, and goes on from what `recall` gives when it is heard again, here or in another
 * process, as if nothing had happened. `save` holds the state of every stream.
 *
 * @throws {FormatError} in `process`, when `recall` gives what is no state of this network under these options
 */
export function inferByStage(compiled: Compiled, given: InferByStageOptions = {}): Stage<AnyFrame, AnyFrame> {
  const { capacity, idle, onEvict, recall, ...sliding } = checkOptions('inferBy', given, OPTIONS);
  if (onEvict !== undefined) checkFunction('inferBy', 'onEvict', onEvict);
  if (recall !== undefined) checkFunction('inferBy', 'recall', recall);
  slidingStage(compiled, sliding); // wrong options throw now
  const streams = new Map<string, Stage<AnyFrame, AnyFrame>>();
  let restoring = false;

  function make(key: string): Stage<AnyFrame, AnyFrame> {
    const stream = slidingStage(compiled, sliding);
    const known = restoring ? undefined : recall?.(key);
    if (known !== undefined && known !== null) stream.restore(known);
    streams.set(key, stream);
    return stream;
  }

  const all = bySourceStage(make, {
    capacity,
    idle,
    onEvict(key) {
      const stream = streams.get(key);
      streams.delete(key);
      if (stream) onEvict?.(key, stream.save());
    },
  });
  return {
    ...all,
    restore(saved) {
      streams.clear();
      restoring = true;
      try {
        all.restore(saved);
      } finally {
        restoring = false;
      }
    },
  };
}
