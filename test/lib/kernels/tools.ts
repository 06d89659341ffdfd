import { requantizer } from '../../../lib/kernels/requantization.js';
import type { SumConstants } from '../../../lib/kernels/sums/accumulators.js';
import { packWeights } from '../../../lib/kernels/sums/weights.js';

/** What kernels are lent. */
export const tools = { requantizer };

/** Sums that are stored as they are, within [low, high]. */
export function rawSums(
  weights: readonly number[],
  bias: readonly number[],
  zeroPoint: number,
  [low, high] = [-(2 ** 31), 2 ** 31 - 1],
): SumConstants {
  return {
    weights: packWeights(Int32Array.from(weights)),
    bias: Int32Array.from(bias),
    zeroPoint,
    samples: { low: -128 - zeroPoint, high: 127 - zeroPoint },
    wide: false,
    requantization: { rule: 'none', low, high },
  };
}
