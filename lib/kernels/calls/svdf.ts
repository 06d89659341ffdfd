import { type Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import type { SumConstants } from '../sums/accumulators.js';
import { unpackWeights } from '../sums/weights.js';

/** Singular value decomposition filter. */
export interface SvdfConstants {
  /** Filters a unit. */
  readonly rank: number;
  /** From the input to the codes of the memory, shape (units * rank, in). */
  readonly features: SumConstants;
  /** From the memory to the output, shape (units, rank * memory). */
  readonly time: SumConstants;
}

/**
 * Singular value decomposition filter on int8 codes: features go to the codes of the memory by one requantization, the weighted sum over
 * time and ranks to the output by another. A sum beyond int32, where the runtimes are undefined, saturates. Memory: (batch, units * rank,
 * memory), oldest first.
 *
 * @see TensorFlow Lite Micro, `EvalIntegerSvdfReference`; CMSIS-NN, `arm_svdf_state_s16_s8` and `arm_svdf_s8`
 */
export const svdf: Kernel<SvdfConstants> = ({ rank, features, time }, [x], [made, memory], tools) => {
  const [input, output, past] = [x as Codes, made as Codes, memory as Codes];
  const [filters, units] = [features.bias.length, time.bias.length];
  const size = features.weights.length / filters;
  const span = time.weights.length / units; // of all ranks
  const length = span / rank;
  const batch = input.length / size;
  const [inZero, stateZero] = [features.zeroPoint, time.zeroPoint];
  const [w, v] = [features.weights, time.weights].map(unpackWeights);
  const { bias } = time;
  const remember = tools.requantizer(features.requantization, filters);
  const emit = tools.requantizer(time.requantization, units);
  const acc = new Int32Array(filters);
  const newest = new Int32Array(filters);
  const sums = new Int32Array(units);
  return () => {
    past.copyWithin(0, 1);
    for (let b = 0; b < batch; b++) {
      for (let f = 0, p = 0; f < filters; f++) {
        let sum = 0;
        for (let i = b * size; i < (b + 1) * size; i++, p++) sum += w[p] * (input[i] - inZero);
        acc[f] = sum;
      }
      remember(acc, newest, 0);
      const base = b * filters * length;
      for (let f = 0; f < filters; f++) past[base + (f + 1) * length - 1] = newest[f];
      for (let u = 0, p = 0; u < units; u++) {
        let sum = bias[u];
        for (const end = p + span; p < end; p++) sum += v[p] * (past[base + p] - stateZero);
        sums[u] = sum < -2147483648 ? -2147483648 : sum > 2147483647 ? 2147483647 : sum;
      }
      emit(sums, output, b * units);
    }
  };
};
