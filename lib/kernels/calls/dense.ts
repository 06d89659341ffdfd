import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { accumulators, type SumConstants } from '../sums/accumulators.js';
import { groupProducts } from '../sums/groupProducts.js';
import { paddedPlane } from '../sums/paddedPlane.js';
import { unpackWeights } from '../sums/weights.js';
import { windowSums } from '../sums/windowSums.js';

/** acc = sum of w (x - zero point) + bias, requantized: (rows, in) -> (rows, out). */
export const dense: Kernel<SumConstants> = (constants, [x], [out], tools) => {
  const { bias, zeroPoint, samples } = constants;
  const weights = unpackWeights(constants.weights);
  const rows = bias.length;
  const taps = weights.length / rows;
  const acc = accumulators(constants, tools);
  const offsets = Array.from({ length: taps }, (_, i) => i);
  const products = groupProducts({ weights, rows, samples, groups: 1, offsets, depth: taps }, acc);
  const size = x.length;
  const starts = Int32Array.from({ length: size / taps }, (_, p) => p * taps);
  const part = { starts, places: starts.map((_, p) => p * rows), products };
  const none = [0, 0] as const;
  const plane = paddedPlane([1, 1, size], [none, none], zeroPoint);
  return windowSums([part], acc, plane, { input: x as Codes, output: out as Codes, size }, out.length);
};
