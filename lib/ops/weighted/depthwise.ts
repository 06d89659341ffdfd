import { channelSums, pairSamples } from '../../kernels/channelSums.js';
import { FIELD_BITS } from '../../kernels/fields.js';
import { firstChannels } from './groups.js';
import type { Step } from '../../kernels/kernel.js';
import { peakOf } from '../../plan/accumulatorRange.js';
import type { PaddedPlane } from './paddedPlane.js';
import type { WeightedSums } from './weighted.js';
import type { Planes } from './windowSums.js';

/** Whether each output channel sees one input channel. */
export function isDepthwise({ groups }: { readonly groups: number }, channels: number): boolean {
  return groups === channels && channels > 1;
}

/** Windows of a plane, row by row. */
export interface DepthwisePlaces {
  /** Where each window begins in the padded plane. */
  readonly starts: Int32Array;
  /** Windows of a row. */
  readonly columns: number;
  /** Distance from window to window in a row. */
  readonly step: number;
}

/**
 * Convolution of each channel by itself. Where sums are small enough, each sample carries that of the next window along with it, and two
 * windows are summed at once.
 *
 * @internal
 *
 * @param taps where each tap lies in a window
 */
export function depthwise(
  { weights, rows, taps: size, samples, accumulators: acc }: WeightedSums,
  channels: number,
  taps: readonly number[],
  plane: PaddedPlane,
  { starts, columns, step }: DepthwisePlaces,
  { input, output, size: planeSize }: Planes,
): Step {
  const [w, offsets] = [Float64Array.from(weights), Int32Array.from(taps)];
  const channel = firstChannels(channels, channels, rows);
  const padded = plane.data;
  const x = new Float64Array(padded.length);
  const [lanes, second] = [new Float64Array(rows), new Float64Array(rows)];
  const outSize = starts.length * rows;
  const paired = columns > 1 && largestSum(weights, size) * peakOf(samples) < 2 ** (FIELD_BITS[2] - 1);
  // windows, or pairs of them, that are summed; the second of the last pair of a row may lie behind it
  const firsts = paired ? starts.map((_, p) => p).filter(p => (p % columns) % 2 === 0) : starts.map((_, p) => p);

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
}

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
