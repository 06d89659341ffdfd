import type { SumConstants } from '../sums/accumulators.js';
import { paddedPlane } from '../sums/paddedPlane.js';
import type { VectorKernel } from './vectorKernel.js';
import { windowSums } from './windowSums.js';

const NONE = [0, 0] as const;

/** Each row of the input is a window. */
export const dense: VectorKernel<SumConstants> = (constants, [input], output, memory) => {
  const size = input.length;
  const taps = constants.weights.length / constants.bias.length;
  const offsets = Int32Array.from({ length: taps }, (_, i) => i);
  const starts = Int32Array.from({ length: size / taps }, (_, p) => p * taps);
  const padded = paddedPlane([1, 1, size], [NONE, NONE], constants.zeroPoint);
  return windowSums(constants, { padded, starts, size }, offsets, [input, output], memory);
};
