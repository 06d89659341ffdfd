import type { Json } from './state.js';

/**
 * A summary of all samples seen so far: a tracker, a meter.
 *
 * Laws, proven for all of them by one property test: cutting the input into other frames changes nothing;
 * `restore(save())` changes nothing.
 */
export interface Summary<I, R> {
  /** Takes a frame in. */
  push(input: I): void;
  /** The summary so far. */
  value(): R;
  /** The whole state as JSON. */
  save(): Json;
  /** Goes back to a saved state. */
  restore(state: unknown): void;
  /** Forgets everything. */
  reset(): void;
}

/**
 * A summary that does not depend on the order of the samples, so that several can be merged.
 *
 * One law more: `merge` is associative, commutative and equal to having seen both streams (bit for bit for counts and
 * extremes, within 1e-12 relative for float sums).
 */
export interface Accumulator<I, R> extends Summary<I, R> {
  /** Takes in what another accumulator of the same kind and options has seen. */
  merge(other: Accumulator<I, R>): void;
}
