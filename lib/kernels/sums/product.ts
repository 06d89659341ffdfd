import { FIELD_BITS, lanesOf, LANES, type MatrixLayout, packFields } from '../fields.js';
import { fieldSums, fieldSumsTwice } from '../fieldSums.js';
import type { Accumulators } from './accumulators.js';

/** A matrix of integers that multiplies windows of samples. */
export interface Product {
  /** Sums of the window at `at`, plus bias, into the accumulators of the first place. */
  once(x: Int16Array, at: number): void;
  /** Sums of two windows into the accumulators of both places. */
  twice(x: Int16Array, at: number, to: number): void;
}

/** A product whose matrix may change. */
export interface LoadedProduct extends Product {
  /** Takes up the numbers of the matrix. */
  load(weights: Int16Array | Int32Array, from: number): void;
}

/** What a product is made of. */
export interface ProductPlan {
  readonly rows: number;
  /** Distances in the source of the weights. */
  readonly layout: Omit<MatrixLayout, 'from'>;
  /** Where the sample of each tap lies in a window, shape (taps). */
  readonly offsets: Int32Array;
  /** How many rows share a lane, and where taps are cut, from {@link fieldPlan}. */
  readonly plan: FieldPlan;
  /** First output channel. */
  readonly channel: number;
}

/**
 * Prepares a product.
 *
 * @internal
 */
export function product({ rows, layout, offsets, plan, channel }: ProductPlan, acc: Accumulators): LoadedProduct {
  const { fields, cuts } = plan;
  const lanes = lanesOf(rows, fields);
  const [first, second] = [new Float64Array(lanes), new Float64Array(lanes)];
  const runs = cuts.slice(1).map((end, k) => {
    const begin = cuts[k];
    return { begin, offsets: offsets.slice(begin, end), weights: new Float64Array(lanes * (end - begin)) };
  });
  return {
    load(weights, from) {
      for (const { begin, offsets: taps, weights: out } of runs) {
        packFields(weights, { ...layout, from: from + begin * layout.tap }, rows, taps.length, fields, out);
      }
    },
    once(x, at) {
      for (let k = 0; k < runs.length; k++) {
        fieldSums(runs[k].weights, runs[k].offsets, x, at, first);
        acc.add(0, first, fields, channel, k === 0);
      }
    },
    twice(x, at, to) {
      for (let k = 0; k < runs.length; k++) {
        fieldSumsTwice(runs[k].weights, runs[k].offsets, x, at, to, first, second);
        acc.add(0, first, fields, channel, k === 0);
        acc.add(1, second, fields, channel, k === 0);
      }
    },
  };
}

/** How a matrix goes into lanes. */
export interface FieldPlan {
  /** Rows that share a lane. */
  readonly fields: number;
  /** The runs of taps are [cuts[0], cuts[1]), [cuts[1], cuts[2]), ... */
  readonly cuts: readonly number[];
}

/**
 * The cheapest way: the more rows share a lane, the fewer multiplications, but the shorter the runs of taps in which no partial sum can
 * leave its field, whatever the samples.
 *
 * @internal
 *
 * @param weights bounds of the magnitudes in each row: the weights themselves, shape (any, taps)
 * @param peak    largest magnitude of a sample
 * @param rows    rows of the product
 */
export function fieldPlan(weights: Int32Array, taps: number, peak: number, rows: number): FieldPlan {
  let best: FieldPlan = { fields: 1, cuts: [0, taps] };
  let least = Infinity;
  for (let fields = 1; fields < FIELD_BITS.length; fields++) {
    const cuts = cutTaps(weights, taps, peak, 2 ** (FIELD_BITS[fields] - 1));
    if (!cuts) break;
    // in units of one tap of a block of lanes; taking fields apart costs about two a field
    const cost = (lanesOf(rows, fields) / LANES) * (taps + (cuts.length - 1) * 2 * (fields + 1));
    if (cost < least) [best, least] = [{ fields, cuts }, cost];
  }
  return best;
}

/** Runs of taps, as long as they can be, with sums below a limit; undefined where one product reaches it. */
function cutTaps(weights: Int32Array, taps: number, peak: number, limit: number): number[] | undefined {
  const rows = taps === 0 ? 0 : weights.length / taps;
  const sums = new Float64Array(rows);
  const cuts = [0];
  for (let i = 0; i < taps; i++) {
    let largest = 0;
    for (let r = 0; r < rows; r++) {
      sums[r] += Math.abs(weights[r * taps + i]) * peak;
      if (sums[r] > largest) largest = sums[r];
    }
    if (largest < limit) continue;
    if (cuts[cuts.length - 1] === i) return undefined;
    cuts.push(i);
    sums.fill(0);
    i--; // the tap begins the next run
  }
  return [...cuts, taps];
}
