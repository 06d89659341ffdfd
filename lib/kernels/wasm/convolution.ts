import type { ConvolutionConstants } from '../calls/convolution.js';
import { planeLayout } from '../sums/planeLayout.js';
import type { VectorKernel } from './vectorKernel.js';
import { windowSums } from './windowSums.js';

/** Convolution of one group. */
export const convolution: VectorKernel<ConvolutionConstants> = (constants, [input], output, memory) => {
  const { plane, groups, zeroPoint } = constants;
  if (groups > 1) return undefined;
  const [height, width, channels] = plane;
  const { padded, starts, taps } = planeLayout(constants, zeroPoint);
  const offsets = taps.flatMap(offset => Array.from({ length: channels }, (_, c) => offset + c));
  const windows = { padded, starts, size: height * width * channels };
  return windowSums(constants, windows, offsets, [input, output], memory);
};
