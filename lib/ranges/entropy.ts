import { checkInteger, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Histogram, meanOfPoints, type Points, pointsOf } from '../statistics/histogram.js';
import { clipAt } from './magnitudes.js';
import { noWorse } from './noWorse.js';
import {
  SKETCH_TRACKER_OPTIONS,
  type Interval,
  sketchTracker,
  type SketchTracker,
  type SketchTrackerOptions,
} from './sketchTracker.js';

const EQUAL = 1e-12; // divergences that differ by less differ by rounding

/** Options of {@link entropy}. */
export interface EntropyOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 10]. Defaults to 8. */
  readonly bits?: number;
  /**
   * What the clip lies symmetric to: the `mean`, as sensors with an offset need, or `zero`, as weights and activations have it.
   * Defaults to `mean`.
   */
  readonly about?: 'mean' | 'zero';
  /** The most cells a channel, an integer in [16, 65536]; |x - mean| has about half as many. Defaults to 4096. */
  readonly cells?: number;
}

const OPTIONS: OptionKeys<EntropyOptions> = { ...SKETCH_TRACKER_OPTIONS, bits: true, about: true };

/**
 * The clip at which the quantized distribution tells most of the true one: least Kullback-Leibler divergence, as
 * NVIDIA's calibrator, of |x - mean| (or |x|). For each i from 2^(b-1) cells on: P is the first i cells, what lies beyond added to the
 * last; Q is the same cells merged into 2^(b-1) groups (about zero 2^b for samples of one sign), each group's count spread evenly
 * over its cells that hold samples. Candidates that give a sample no chance are left out, and so are those that keep so few cells
 * with samples that they fill less than half of the groups, or less than half of such cells: one cell always tells all of itself; of equals the widest wins. About
 * zero, zeros are left out: they have a code of their own. About the mean the range is [min, max] where the clip would lose to it by
 * more than 0.1 dB on these samples: the divergence knows the shape of a distribution, not the distance of an error.
 *
 * The range is for `bits`: a quantizer of another width refuses it. Bit for bit the same for any cutting, order and merging.
 *
 * @see S. Migacz, 8-bit Inference with TensorRT, GTC 2017
 */
export function entropy(options: EntropyOptions = {}): SketchTracker {
  const { bits = 8, about = 'mean', cells = 4096, ...rest } = checkOptions('entropy', options, OPTIONS);
  checkInteger('entropy', 'bits', bits, 2, 10);
  checkOneOf('entropy', 'about', about, ['mean', 'zero']);
  const choose = (h: Histogram) => (about === 'mean' ? aboutMean(h, bits) : aboutZero(h, bits));
  return sketchTracker('entropy', { cells, ...rest }, choose, { bits }, { about });
}

function aboutMean(h: Histogram, bits: number): Interval {
  const points = pointsOf(h);
  const mean = meanOfPoints(points);
  const found = clipAt(clipOf(points, mean, h, 2 ** (bits - 1)), h, mean);
  return noWorse(points, found, [h.min, h.max], bits);
}

function aboutZero(h: Histogram, bits: number): Interval {
  const { values, counts, width } = pointsOf(h);
  const other = (_: number, i: number) => values[i] !== 0;
  const points = { values: values.filter(other), counts: counts.filter(other), width: width.filter(other) };
  return clipAt(clipOf(points, 0, h, 2 ** (h.min < 0 && h.max > 0 ? bits - 1 : bits)), h);
}

function clipOf(points: Points, centre: number, h: Histogram, groups: number): number {
  const cell = 2 ** h.exponent;
  const counts = distanceCounts(points, centre, cell);
  const kept = bestCells(counts, groups);
  return kept === counts.length ? Math.max(centre - h.min, h.max - centre) : kept * cell;
}

/** Counts of |x - centre| in cells from 0 on. */
function distanceCounts({ values, counts }: Points, centre: number, cell: number): Float64Array {
  const cells = values.map(x => Math.floor(Math.abs(x - centre) / cell));
  const folded = new Float64Array(Math.max(...[cells[0], cells[cells.length - 1]]) + 1);
  cells.forEach((k, i) => (folded[k] += counts[i]));
  return folded;
}

/** How many of the first cells to keep. */
function bestCells(counts: Float64Array, groups: number): number {
  const n = counts.length;
  const below = new Float64Array(n + 1);
  const logs = new Float64Array(n + 1); // sums of count * ln(count)
  const filled = new Int32Array(n + 1); // cells that hold samples
  for (let i = 0; i < n; i++) {
    below[i + 1] = below[i] + counts[i];
    logs[i + 1] = logs[i] + (counts[i] > 0 ? counts[i] * Math.log(counts[i]) : 0);
    filled[i + 1] = filled[i] + (counts[i] > 0 ? 1 : 0);
  }
  const fewest = Math.min(groups, filled[n]) / 2;
  let [best, least] = [n, Infinity];
  for (let i = n; i >= Math.min(groups, n) && filled[i] >= fewest; i--) {
    const divergence = divergenceOf(i);
    if (divergence < least - EQUAL) [best, least] = [i, divergence];
  }
  return best;

  /** Divergence of P from Q for the first i cells: sum of P ln(P / Q), from sums over each group of cells. */
  function divergenceOf(i: number): number {
    const total = below[n];
    const beyond = total - below[i];
    const kept = below[i];
    const last = counts[i - 1];
    if (last === 0 && beyond > 0) return Infinity;
    // sum of P ln P with the last cell holding what lies beyond, over total
    const end = last + beyond;
    let sum = logs[i - 1] + (end > 0 ? end * Math.log(end) : 0) - total * Math.log(total);
    for (let g = 0; g < groups; g++) {
      const [from, to] = [Math.floor((g * i) / groups), Math.floor(((g + 1) * i) / groups)];
      const count = below[to] - below[from];
      if (count === 0) continue;
      const weight = g === groups - 1 ? count + beyond : count; // of P in this group
      sum -= weight * Math.log(count / (filled[to] - filled[from]) / kept);
    }
    return sum / total;
  }
}
