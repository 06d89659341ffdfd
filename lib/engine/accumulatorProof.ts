import type { Dialect, WantedRequantization } from '../dialects/dialect.js';
import { tflm } from '../dialects/tflm.js';
import type { Network } from '../graph/network.js';
import type { Requantization } from '../kernels/requantization.js';
import { type AccumulatorRange, bitsOf, sumName } from '../plan/accumulatorRange.js';
import { planOf } from './lower.js';

/** What the accumulators of a sum can take, whatever the network's input. */
export interface AccumulatorProof extends AccumulatorRange {
  /** Smallest value of each output channel's accumulator, bias included; of a product of matrices, one for all. */
  readonly least: readonly number[];
  /** Largest value. */
  readonly most: readonly number[];
  /** The narrowest two's complement accumulator that holds them all, bits. */
  readonly bits: number;
}

/**
 * Proves how wide the accumulators of a network must be: for every layer between codes that sums products, the interval that follows from
 * weights, bias and the codes that the input can hold. It is attained where each tap may meet any code.
 *
 * A layer with several sums has an entry for each, named by the field whose products it sums. `LAYER/weights` and `LAYER/recurrent` of an
 * lstm hold the rows of its input, forget, cell and output gates, one behind the other. `LAYER/features` and `LAYER/time` belong to an
 * svdf, where the sum over time saturates at 32 bits.
 *
 * @throws {FormatError} when the network is malformed, or a layer has no integer arithmetic
 * @see Colbert et al., A2Q: Accumulator-Aware Quantization (2023), equation 8, here with signs and zero points
 */
export function accumulatorProof(network: Network): ReadonlyMap<string, AccumulatorProof> {
  const { calls } = planOf(network, { dialect: unlimited });
  const proofs = new Map<string, AccumulatorProof>();
  for (const call of calls) {
    const sums = 'accumulators' in call && call.accumulators ? call.accumulators : [];
    for (const sum of sums) {
      const { least, most } = sum;
      proofs.set(sumName(call.layer, sum), { least, most, bits: bitsOf(sum) });
    }
  }
  return proofs;
}

/** Takes accumulators of any width. */
const unlimited: Dialect = { ...tflm, requantization: unscaled, wideRequantization: unscaled };

function unscaled({ low, high }: WantedRequantization): Requantization {
  return { rule: 'none', low, high };
}
