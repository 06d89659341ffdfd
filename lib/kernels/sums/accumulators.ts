import type { Codes } from '../../qparams.js';
import { addFields, splitFields } from '../fields.js';
import type { KernelTools } from '../kernel.js';
import type { Requantization, Requantize } from '../requantization.js';
import type { SampleRange } from './sampleRange.js';
import type { Weights } from './weights.js';

/** Sums of products of samples with constant weights, and the way from them to codes. */
export interface SumConstants extends AccumulatorConstants {
  /** Shape (rows, taps). */
  readonly weights: Weights;
  /** Code of zero of the samples. */
  readonly zeroPoint: number;
  /** What samples less their zero point can be; zero, too, where there is padding. */
  readonly samples: SampleRange;
}

/** Sums, one a row, and the way from them to codes. */
export interface AccumulatorConstants {
  /** Shape (rows). */
  readonly bias: Int32Array | Float64Array;
  /** Whether sums may leave int32; they stay within 48 bits. */
  readonly wide: boolean;
  readonly requantization: Requantization;
}

/** The accumulators of a layer at two places of its output, one an output channel, and the way from them to codes. */
export interface Accumulators {
  /**
   * Adds lanes of fields to the accumulators of a place, from channel `at` on; `first`: to the bias instead.
   * Channels are to be added in increasing order: fields beyond the last spill over what follows.
   */
  add(place: 0 | 1, lanes: Float64Array, fields: number, at: number, first: boolean): void;
  /** Bias plus lanes of two fields, of which one is for each place. */
  split(lanes: Float64Array): void;
  /** Turns the accumulators of a place into codes. */
  store(place: 0 | 1, out: Codes, at: number): void;
}

/** Entries behind the last channel, over which `add` may spill. */
const SPILL = 24;

/**
 * Makes them.
 *
 * @internal
 */
export function accumulators({ bias, wide, requantization }: AccumulatorConstants, tools: KernelTools): Accumulators {
  const room = bias.length + SPILL;
  const requantize = tools.requantizer(requantization, bias.length);
  return wide
    ? from(new Float64Array(room), new Float64Array(room), new Float64Array(room), bias, requantize)
    : from(new Int32Array(room), new Int32Array(room), new Int32Array(room), bias, requantize);
}

function from<A extends Int32Array | Float64Array>(
  start: A,
  first: A,
  second: A,
  bias: ArrayLike<number>,
  requantize: Requantize,
): Accumulators {
  start.set(bias);
  return {
    add(place, lanes, fields, at, begin) {
      const acc = place === 0 ? first : second;
      addFields(lanes, fields, begin ? start : acc, acc, at);
    },
    split: lanes => splitFields(lanes, start, first, second),
    store: (place, out, at) => requantize(place === 0 ? first : second, out, at),
  };
}
