import { FormatError } from './errors.js';
import { type Json, loadState } from './state.js';

/** Takes what a stage gives out. */
export type Emit<O> = (output: O) => void;

/**
 * Something with memory between a stream of frames and another one. State is a value: it can be saved as JSON,
 * restored in another process, and the output goes on as if nothing had happened.
 *
 * Laws, proven for all of them by one property test: cutting the same samples into other frames gives the same samples
 * out with the same parameters in force at each, bit for bit (partition invariance); save, restore, go on gives the
 * same output (replay).
 */
export interface Stage<I, O> {
  /** Takes one frame and gives out none, one or many. */
  process(input: I, emit: Emit<O>): void;
  /** The input has ended: gives out what is held back. */
  flush(emit: Emit<O>): void;
  /** The whole state as JSON. */
  save(): Json;
  /**
   * Goes back to a saved state, in this or another process.
   *
   * @throws {FormatError} when the state is damaged or of something else; the stage must then not be used on
   */
  restore(state: unknown): void;
}

/** A stage without memory. */
export function stateless<I, O>(who: string, convert: (input: I) => O): Stage<I, O> {
  return {
    process: (input, emit) => emit(convert(input)),
    flush: () => {},
    save: () => ({ who, version: 1 }),
    restore: state => void loadState(who, 1, state),
  };
}

/**
 * A stage whose input waits while another one is being answered: a source that emits again from inside of `emit` gets its
 * answers in the order of its inputs.
 *
 * @internal
 */
export function inTurn<I, O>(stage: Stage<I, O>): Stage<I, O> {
  const waiting: I[] = [];
  let busy = false;
  return {
    ...stage,
    process(input, emit) {
      if (busy) {
        waiting.push(input);
        return;
      }
      busy = true;
      try {
        stage.process(input, emit);
        while (waiting.length > 0) stage.process(waiting.shift() as I, emit);
      } finally {
        waiting.length = 0; // after an error nothing goes on
        busy = false;
      }
    },
  };
}

/** Stages one behind the other as one stage. */
export function fuse<A, B>(first: Stage<A, B>): Stage<A, B>;
export function fuse<A, B, C>(first: Stage<A, B>, second: Stage<B, C>): Stage<A, C>;
export function fuse<A, B, C, D>(first: Stage<A, B>, second: Stage<B, C>, third: Stage<C, D>): Stage<A, D>;
export function fuse<A, B, C, D, E>(
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, E>,
): Stage<A, E>;
export function fuse<T>(...stages: Stage<T, T>[]): Stage<T, T>;
export function fuse(...stages: Stage<unknown, unknown>[]): Stage<unknown, unknown> {
  let out: Emit<unknown> = () => {};
  // inlets[k] feeds stage k; made once, so that a frame passes without a closure being born
  const inlets: Emit<unknown>[] = [output => out(output)];
  for (let k = stages.length - 1; k >= 0; k--) {
    const next = inlets[0];
    inlets.unshift(input => stages[k].process(input, next));
  }
  return inTurn({
    process(input, emit) {
      out = emit;
      inlets[0](input);
    },
    flush(emit) {
      out = emit;
      for (let k = 0; k < stages.length; k++) stages[k].flush(inlets[k + 1]);
    },
    save: () => ({ who: 'fuse', version: 1, stages: stages.map(s => s.save()) }),
    restore(state) {
      const saved = loadState('fuse', 1, state).stages;
      if (!Array.isArray(saved) || saved.length !== stages.length) {
        throw new FormatError('format-state', `fuse: expected the states of ${stages.length} stages`);
      }
      stages.forEach((s, k) => s.restore(saved[k]));
    },
  });
}

/** Runs inputs through a stage in a plain loop, and flushes it. */
export function* run<I, O>(stage: Stage<I, O>, inputs: Iterable<I>): Generator<O, void, undefined> {
  const queue: O[] = [];
  const emit = (output: O) => void queue.push(output);
  for (const input of inputs) {
    stage.process(input, emit);
    yield* queue.splice(0);
  }
  stage.flush(emit);
  yield* queue;
}
