import type { Codes } from '../../qparams.js';
import { channelSums, pairSamples } from '../channelSums.js';
import { FIELD_BITS } from '../fields.js';
import type { Kernel } from '../kernel.js';
import { accumulators } from '../sums/accumulators.js';
import { firstChannels } from '../sums/firstChannels.js';
import { planeLayout } from '../sums/planeLayout.js';
import { peakOf } from '../sums/sampleRange.js';
import { unpackWeights } from '../sums/weights.js';
import type { ConvolutionConstants } from './convolution.js';

/**
 * Convolution of each channel by itself: there are as many groups as channels. Where sums are small enough, each sample carries that of
 * the next window along with it, and two windows are summed at once.
 */
export const depthwise: Kernel<ConvolutionConstants> = (constants, [given], [made], tools) => {
  const [input, output] = [given as Codes, made as Codes];
  const { plane: shape, made: places, stride, bias, samples, zeroPoint } = constants;
  const [height, width, channels] = shape;
  const rows = bias.length;
  const acc = accumulators(constants, tools);
  const { padded: plane, starts, taps } = planeLayout(constants, zeroPoint);
  const offsets = Int32Array.from(taps);
  const weights = unpackWeights(constants.weights);
  const w = Float64Array.from(weights);
  const channel = firstChannels(channels, channels, rows);
  const padded = plane.data;
  const x = new Float64Array(padded.length);
  const [lanes, second] = [new Float64Array(rows), new Float64Array(rows)];
  const [planeSize, outSize] = [height * width * channels, starts.length * rows];
  const [columns, step] = [places[1], stride[1] * channels];
  const paired = columns > 1 && largestSum(weights, taps.length) * peakOf(samples) < 2 ** (FIELD_BITS[2] - 1);
  // windows, or pairs of them, that are summed; the second of the last pair of a row may lie behind it
  const firsts = starts.map((_, p) => p).filter(p => !paired || (p % columns) % 2 === 0);

  function store(sums: Float64Array, p: number, base: number): void {
    if (!paired) {
      acc.add(0, sums, 1, 0, true);
      acc.store(0, output, base + p * rows);
      return;
    }
    acc.split(sums);
    acc.store(0, output, base + p * rows);
    if ((p + 1) % columns !== 0) acc.store(1, output, base + (p + 1) * rows);
  }
  return () => {
    for (let begin = 0, base = 0; begin < input.length; begin += planeSize, base += outSize) {
      plane.load(input, begin);
      if (paired) pairSamples(padded, step, x);
      else x.set(padded);
      for (let k = 0; k < firsts.length; k += 2) {
        const [p, q] = [firsts[k], firsts[Math.min(k + 1, firsts.length - 1)]];
        channelSums(w, offsets, channel, x, starts[p], starts[q], lanes, second);
        store(lanes, p, base);
        if (q !== p) store(second, q, base);
      }
    }
  };
};

/** The largest sum of magnitudes in a row. */
function largestSum(weights: Int32Array, size: number): number {
  let largest = 0;
  for (let from = 0; from < weights.length; from += size) {
    let sum = 0;
    for (let i = from; i < from + size; i++) sum += Math.abs(weights[i]);
    largest = Math.max(largest, sum);
  }
  return largest;
}
