import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { accumulators, type SumConstants } from '../sums/accumulators.js';
import { groupProducts } from '../sums/groupProducts.js';
import type { PlaneGeometry } from '../sums/planeGeometry.js';
import { planeLayout } from '../sums/planeLayout.js';
import { unpackWeights } from '../sums/weights.js';
import { windowSums } from '../sums/windowSums.js';

/** A convolution, its weights of shape (filters, kernel height, kernel width, channels / groups). */
export interface ConvolutionConstants extends SumConstants, PlaneGeometry {}

/** Convolution over planes, with any stride, dilation, padding and groups. */
export const convolution: Kernel<ConvolutionConstants> = (constants, [x], [out], tools) => {
  const { plane, groups, bias, samples, zeroPoint } = constants;
  const [height, width, channels] = plane;
  const filters = bias.length;
  const acc = accumulators(constants, tools);
  const { padded, starts, taps } = planeLayout(constants, zeroPoint);
  const depth = channels / groups;
  const offsets = taps.flatMap(offset => Array.from({ length: depth }, (_, c) => offset + c));
  const weights = unpackWeights(constants.weights);
  const products = groupProducts({ weights, rows: filters, samples, groups, offsets, depth }, acc);
  const part = { starts, places: starts.map((_, p) => p * filters), products };
  const planes = { input: x as Codes, output: out as Codes, size: height * width * channels };
  return windowSums([part], acc, padded, planes, starts.length * filters);
};
