import { peakOf, type SampleRange } from './sampleRange.js';
import type { Accumulators } from './accumulators.js';
import { bitProduct, fitsBits } from './bitProduct.js';
import { fieldPlan, type Product, product } from './product.js';

/** A matrix of constant weights whose rows belong to groups of channels. */
export interface GroupedMatrix {
  /** Less their zero point, shape (rows, taps). */
  readonly weights: Int32Array;
  readonly rows: number;
  readonly groups: number;
  /** Where the sample of each tap lies in a window of the first group. */
  readonly offsets: readonly number[];
  /** Input channels of a group. */
  readonly depth: number;
  /** What samples may be; zero, too, where there is padding. */
  readonly samples: SampleRange;
}

/**
 * One product a group.
 *
 * @internal
 */
export function groupProducts(
  { weights, rows, groups, offsets, depth, samples }: GroupedMatrix,
  acc: Accumulators,
): readonly Product[] {
  const [taps, count] = [offsets.length, rows / groups];
  return Array.from({ length: groups }, (_, g) => {
    const own = weights.subarray(g * count * taps, (g + 1) * count * taps);
    const [at, channel] = [Int32Array.from(offsets, offset => offset + g * depth), g * count];
    if (fitsBits(own, taps, samples)) return bitProduct(own, count, at, samples.low, channel, acc);
    const plan = fieldPlan(own, taps, peakOf(samples), count);
    const group = product({ rows: count, layout: { row: taps, tap: 1 }, offsets: at, plan, channel }, acc);
    group.load(own, 0);
    return group;
  });
}
