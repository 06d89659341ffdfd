import type { AccumulatorUse, Dialect } from '../../dialects/dialect.js';
import type { Layer } from '../../graph/network.js';
import type { Requantization } from '../../kernels/requantization.js';
import type { CodeInfo } from '../codes.js';

/** How the accumulators of an element-wise layer become codes: one scale for all. */
export interface ElementScaling {
  readonly scale: number;
  /** The same as runtimes with float32 scales compute it. */
  readonly floatScale?: number;
  /** Largest magnitude of an accumulator. */
  readonly bound: number;
  /** Smallest code of the output, after the activation. */
  readonly low: number;
  /** Largest code of the output. */
  readonly high: number;
}

/**
 * The constants of an element-wise layer, one entry each.
 *
 * @internal
 *
 * @throws {FormatError} when the layer cannot be computed in the dialect
 */
export function requantized(
  { name }: Layer,
  dialect: Dialect,
  { params }: CodeInfo,
  { scale, floatScale, bound, low, high }: ElementScaling,
  use: AccumulatorUse = 'element',
): Requantization {
  return dialect.requantization({
    use,
    layer: name,
    scales: [scale],
    ...(floatScale !== undefined && { floatScales: [floatScale] }),
    bounds: [bound],
    zeroPoint: params.zeroPoint[0],
    low,
    high,
  });
}
