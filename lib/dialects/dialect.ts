import type { Layer } from '../graph/network.js';
import type { Codes } from '../qparams.js';
import type { QuantizedMultiplier } from './fixedPoint.js';
import type { IntegerOp } from '../ops/integerOp.js';

/** What a layer asks of a dialect: to turn its int32 accumulators into codes. */
export interface Requantization {
  /** Kind of layer: a dialect may round them differently. */
  readonly op: Layer['type'];
  /** Name of the layer, for messages. */
  readonly layer: string;
  /** Steps of the output that one step of the accumulator is worth, > 0; one an output channel. */
  readonly scales: readonly number[];
  /**
   * The same as runtimes with float32 scales compute them, f32(f32(input scale * weight scale) / output scale); by default `scales`
   * rounded to float32.
   */
  readonly floatScales?: readonly number[];
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
export type Requantize = (acc: Int32Array, out: Codes, at: number) => void;

/** As {@link Requantize}, from accumulators of up to 48 bits, exact integers in doubles. */
export type WideRequantize = (acc: Float64Array, out: Codes, at: number) => void;

/** How a runtime rounds: which integers stand for the real multipliers, and where fractions are dropped. */
export interface Dialect {
  readonly name: string;
  /**
   * Prepares the constants of one layer once; what it returns computes on integers alone.
   *
   * @throws {FormatError} when the layer cannot be computed in this dialect
   */
  requantizer(wanted: Requantization): Requantize;
  /** As `requantizer`, for layers with int16 activations, whose accumulators are 64 bits wide in the runtimes. */
  wideRequantizer(wanted: Requantization): WideRequantize;
  /**
   * The product of an int32 and a real number >= 0, as an int32: for layers that scale single numbers.
   *
   * @param given its integers, for layers whose runtimes make them by a rule of their own
   */
  multiplier(real: number, given?: QuantizedMultiplier): (x: number) => number;
  /** Layers that this runtime computes by another rule than the others do. */
  readonly ops?: { readonly [T in Layer['type']]?: IntegerOp<Layer> };
}
