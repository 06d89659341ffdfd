import { checkInteger } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { edgesOf, type Histogram, pointsOf } from '../statistics/histogram.js';
import { clippedError } from './clippedError.js';
import { noWorse } from './noWorse.js';
import {
  SKETCH_TRACKER_OPTIONS,
  type Interval,
  sketchTracker,
  type SketchTracker,
  type SketchTrackerOptions,
} from './sketchTracker.js';

/** Options of {@link l2}. */
export interface L2Options extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
}

const STEP = 1e-5; // of the samples, as in PyTorch

const OPTIONS: OptionKeys<L2Options> = { ...SKETCH_TRACKER_OPTIONS, bits: true };

/**
 * Trims the two sides apart, as PyTorch's HistogramObserver: each step gives up 1e-5 of the samples on the left or on
 * the right, whichever trims more cells, and the search ends when the squared error, of 2^b levels in the middle of
 * equal intervals, rises for the first time. Cells are kept whole. The range is [min, max] where that loses to it by more than 0.1 dB.
 *
 * The range is for `bits`: a quantizer of another width refuses it. Bit for bit the same for any cutting, order and merging.
 *
 * @see PyTorch `torch/ao/quantization/observer.py`, `HistogramObserver._non_linear_param_search`
 */
export function l2(options: L2Options = {}): SketchTracker {
  const { bits = 8, ...rest } = checkOptions('l2', options, OPTIONS);
  checkInteger('l2', 'bits', bits, 2, 16);
  const choose = (h: Histogram) => noWorse(pointsOf(h), trimmed(h, 2 ** bits), [h.min, h.max], bits);
  return sketchTracker('l2', rest, choose, { bits });
}

function trimmed(h: Histogram, levels: number): Interval {
  const edges = edgesOf(h);
  const points = pointsOf(h);
  const sums = cumulative(h);
  const cells = h.counts.length;
  const errorOf = (start: number, end: number) => {
    const step = (edges[end + 1] - edges[start]) / levels;
    return clippedError(points, { first: edges[start] / step + 0.5, step, levels });
  };
  let [start, end, alpha, beta, least] = [0, cells - 1, 0, 1, Infinity];
  while (alpha < beta) {
    const [nextAlpha, nextBeta] = [alpha + STEP, beta - STEP];
    let [left, right] = [start, end];
    while (left < end && sums[left] < nextAlpha * h.count) left++;
    while (right > start && sums[right] > nextBeta * h.count) right--;
    let [nextStart, nextEnd] = [start, end];
    if (left - start > end - right) [nextStart, alpha] = [left, nextAlpha];
    else [nextEnd, beta] = [right, nextBeta];
    if (nextStart === start && nextEnd === end) continue;
    if (nextEnd <= nextStart) break;
    const error = errorOf(nextStart, nextEnd);
    if (error > least) break;
    [least, start, end] = [error, nextStart, nextEnd];
  }
  return [start === 0 ? h.min : edges[start], end === cells - 1 ? h.max : edges[end + 1]];
}

/** Samples up to the end of each cell, the zeros with the cell that begins at 0, or with the last negative one. */
function cumulative({ counts, first, zeros }: Histogram): Float64Array {
  const sums = new Float64Array(counts.length);
  const zeroAt = Math.min(Math.max(-first, 0), counts.length - 1);
  for (let i = 0, sum = 0; i < counts.length; i++) {
    sum += counts[i] + (i === zeroAt ? zeros : 0);
    sums[i] = sum;
  }
  return sums;
}
