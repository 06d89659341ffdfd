import { checkFunction, checkInteger } from '../check.js';
import { FormatError } from '../errors.js';
import { type AnyFrame, streamKey } from '../frame.js';
import type { Emit, Stage } from '../stage.js';
import { type Json, loadCount, loadState } from '../state.js';
import { checkOptions, type OptionKeys } from '../options.js';

/** Options of {@link bySourceStage}. */
export interface BySourceOptions {
  /** The most sources held at a time, an integer of at least 1; the one not heard for longest is ended for a new one. Defaults to 16,384. */
  readonly capacity?: number | undefined;
  /** A source that nothing came from while this many frames of others came is ended; an integer of at least 1. By default none is. */
  readonly idle?: number | undefined;
  /** Called with the key of every source that was ended, behind its last output. */
  readonly onEvict?: ((key: string) => void) | undefined;
}

/** A source that is being heard. */
interface Heard<I, O> {
  readonly stage: Stage<I, O>;
  /** Number of its last frame among all. */
  last: number;
}

const OPTIONS: OptionKeys<BySourceOptions> = { capacity: true, idle: true, onEvict: true };

/**
 * A stage of its own for each source of a stream of many: frames of sensors that were merged, each with its own memory. The key of a source
 * is its name, `info.source`; without one, the names and units of its channels and its sample rate.
 *
 * Outputs leave in the order of the frames that caused them. A source that is ended is flushed: what it held leaves. When it is heard again
 * it begins anew. The state holds that of every source.
 *
 * @param make called with the key of each new source
 */
export function bySourceStage<I extends AnyFrame, O>(
  make: (key: string) => Stage<I, O>,
  given: BySourceOptions = {},
): Stage<I, O> {
  const { capacity = 16384, idle, onEvict } = checkOptions('bySource', given, OPTIONS);
  checkFunction('bySource', 'make', make);
  checkInteger('bySource', 'capacity', capacity, 1, 2 ** 24);
  if (idle !== undefined) checkInteger('bySource', 'idle', idle, 1);
  if (onEvict !== undefined) checkFunction('bySource', 'onEvict', onEvict);
  const options = { capacity, idle: idle ?? null };
  let heard = new Map<string, Heard<I, O>>(); // the one not heard for longest first
  let count = 0; // frames

  function end(key: string, emit: Emit<O>): void {
    const source = heard.get(key);
    heard.delete(key);
    source?.stage.flush(emit);
    onEvict?.(key);
  }

  /** Ends those that are too many or silent for too long. */
  function evict(emit: Emit<O>): void {
    for (const [key, { last }] of heard) {
      if (heard.size <= capacity && (idle === undefined || count - last <= idle)) return;
      end(key, emit);
    }
  }

  return {
    process(f, emit) {
      const key = streamKey(f.info);
      let source = heard.get(key);
      if (source)
        heard.delete(key); // and to the end
      else source = { stage: make(key), last: 0 };
      source.last = ++count;
      heard.set(key, source);
      evict(emit);
      source.stage.process(f, emit);
    },
    flush(emit) {
      for (const { stage } of [...heard.values()]) stage.flush(emit);
    },
    save: () => ({
      who: 'bySource',
      version: 1,
      options,
      count,
      sources: Array.from(heard, ([key, { stage, last }]): Json => [key, last, stage.save()]),
    }),
    restore(saved) {
      const state = loadState('bySource', 1, saved, options);
      const { sources } = state;
      if (!Array.isArray(sources)) throw new FormatError('format-state', 'bySource: the saved sources are no list');
      count = loadCount('bySource', 'count', state.count);
      heard = new Map(
        sources.map((one: unknown): [string, Heard<I, O>] => {
          const [key, last, inner] = (Array.isArray(one) ? one : []) as unknown[];
          if (typeof key !== 'string') throw new FormatError('format-state', 'bySource: a saved source has no key');
          const stage = make(key);
          stage.restore(inner);
          return [key, { stage, last: loadCount('bySource', 'last', last) }];
        }),
      );
    },
  };
}
