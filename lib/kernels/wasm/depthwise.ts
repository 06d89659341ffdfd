import type { ConvolutionConstants } from '../calls/convolution.js';
import { planeLayout } from '../sums/planeLayout.js';
import type { VectorKernel } from './vectorKernel.js';
import { putRecord } from './vectorRecord.js';
import { vectorWeights, windowFields } from './vectorWindows.js';

/** Convolution of each channel by itself, one output channel for each. */
export const depthwise: VectorKernel<ConvolutionConstants> = (constants, [input], output, memory) => {
  const { plane, bias, zeroPoint } = constants;
  const [height, width, channels] = plane;
  const weights = bias.length === channels ? vectorWeights(constants) : undefined;
  const { padded, starts, taps } = planeLayout(constants, zeroPoint);
  const windows = { padded, starts, size: height * width * channels };
  const fields = weights && windowFields(constants, windows, input, output, memory);
  if (!fields) return undefined;
  const record = putRecord(memory, {
    ...fields,
    runs: memory.put(Int32Array.from(taps, tap => 2 * tap)),
    runCount: taps.length,
    weights: memory.put(byTap(weights, channels, taps.length)),
  });
  return { kernel: 'channelSums', record };
};

/** Weights as [tap][channel], channels in eights. */
function byTap(weights: Int32Array, channels: number, taps: number): Int16Array {
  const line = Math.ceil(channels / 8) * 8;
  const out = new Int16Array(taps * line);
  for (let c = 0; c < channels; c++) {
    for (let k = 0; k < taps; k++) out[k * line + c] = weights[c * taps + k];
  }
  return out;
}
