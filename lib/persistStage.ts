import { checkFunction } from './check.js';
import { checkDuration, type Duration, samplesIn } from './duration.js';
import { CallbackError, FormatError } from './errors.js';
import type { AnyFrame } from './frame.js';
import { checkOptions, type OptionKeys } from './options.js';
import { inTurn, type Stage } from './stage.js';
import { type Json, loadState } from './state.js';

/** What a persisted stream goes on from: plain JSON. */
export interface PersistedState {
  readonly [key: string]: Json;
  /** Absolute index behind the last frame that was taken in, where a source is to go on; null where inputs have none. */
  readonly end: number | null;
  /** The state of the stage; of several, theirs in order, each under its name. */
  readonly stage: Json;
}

/** Options of {@link persistStage}. */
export interface PersistOptions {
  /** A saved state to begin with, or a function that gives the one of now (for `retry`). Without one, or with null, it begins anew. */
  readonly initial?: unknown;
  /** Called with the state behind everything that was given out so far; keep it whole, as JSON. */
  readonly onState: (state: PersistedState) => void;
  /**
   * Samples between states, an integer of at least 1, or a time of signal such as `'10s'`: a state is saved behind the frame that
   * completes them. Inputs that are no frames count as one sample each. By default behind every frame.
   */
  readonly every?: Duration | undefined;
}

/** A stage that can be left before its input ends. */
export interface PersistedStage<I, O> extends Stage<I, O> {
  /** Nobody listens any more: saves the state where it is whole and has not been saved. */
  leave(): void;
}

const OPTIONS: OptionKeys<PersistOptions> = { initial: true, onState: true, every: true };

/**
 * Begins a stage from a saved state and hands out its state as the stream goes: restored, in this or another process, the output goes on from
 * `state.end` as if nothing had happened. What a stage holds back is in its state.
 *
 * Behind the end of the input there is no state: what was held has left.
 *
 * @param make makes the stage; called once
 * @throws {FormatError} at the call when `initial` is damaged or of something else
 * @throws {CallbackError} from `process` when `onState` threw; everything was given out before
 */
export function persistStage<I, O>(make: () => Stage<I, O>, options: PersistOptions): PersistedStage<I, O> {
  const { initial, onState, every = 1 } = checkOptions('persist', options, OPTIONS);
  checkFunction('persist', 'stage', make);
  checkFunction('persist', 'onState', onState);
  checkDuration('persist', 'every', every, 1, Number.MAX_SAFE_INTEGER);
  const stage = make();
  let end: number | null = null;
  let fresh = 0; // samples since the last state
  let whole = false; // the state is behind an answered input, and not saved
  let left = false;

  const save = (): PersistedState => ({ who: 'persist', version: 1, options: {}, end, stage: stage.save() });

  function restore(saved: unknown): void {
    const state = loadState('persist', 1, saved);
    if (state.end !== null && !Number.isSafeInteger(state.end)) {
      throw new FormatError('format-state', `persist: the saved end must be an index or null; is the state damaged?`);
    }
    stage.restore(state.stage);
    end = state.end as number | null;
    fresh = 0;
    whole = false;
  }

  function hand(): void {
    fresh = 0;
    whole = false;
    const state = save();
    try {
      onState(state);
    } catch (cause) {
      throw new CallbackError(
        `persist: onState threw${end === null ? '' : ` for the state at index ${end}`}; everything was given out before`,
        { cause },
      );
    }
  }

  const before: unknown = typeof initial === 'function' ? (initial as () => unknown)() : initial;
  if (before !== undefined && before !== null) restore(before);
  return {
    ...inTurn<I, O>({
      process(input, emit) {
        whole = false;
        stage.process(input, emit);
        const { start, length, info } = (input ?? {}) as Partial<AnyFrame>;
        const isFrame = start !== undefined && length !== undefined;
        if (isFrame) end = start + length;
        fresh += isFrame ? length : 1;
        whole = true;
        if (left) return; // what was given out behind has reached nobody
        if (fresh >= samplesIn('persist', 'every', every, info?.sampleRate, 1, Number.MAX_SAFE_INTEGER)) hand();
      },
      flush(emit) {
        whole = false;
        stage.flush(emit);
      },
      save,
      restore,
    }),
    leave() {
      left = true;
      if (whole) hand();
    },
  };
}
