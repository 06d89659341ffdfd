import type { Layer } from '../../network/network.js';

/** What a layer asks of a dialect: to turn its int32 accumulators into codes. */
export interface Requantization {
  /** Kind of layer: a dialect may round them differently. */
  readonly op: Layer['type'];
  /** Name of the layer, for messages. */
  readonly layer: string;
  /** Steps of the output that one step of the accumulator is worth, > 0; one an output channel. */
  readonly scales: readonly number[];
  /** Largest magnitude that the accumulator can take; one an output channel. */
  readonly bounds: readonly number[];
  /** Code of zero in the output. */
  readonly zeroPoint: number;
  /** Smallest code of the output, after the activation. */
  readonly low: number;
  /** Largest code of the output. */
  readonly high: number;
}

/**
 * Turns one accumulator a channel into one code a channel.
 *
 * @param acc accumulators, shape (channels) or longer
 * @param out codes, written from `at` on
 */
export type Requantize = (acc: Int32Array, out: Int8Array, at: number) => void;

/** How a runtime rounds: which integers stand for the real multipliers, and where fractions are dropped. */
export interface Dialect {
  readonly name: string;
  /**
   * Prepares the constants of one layer once; what it returns computes on integers alone.
   *
   * @throws {FormatError} when the layer cannot be computed in this dialect
   */
  requantizer(wanted: Requantization): Requantize;
}
