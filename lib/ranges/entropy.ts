import { checkInteger } from '../check.js';
import type { Histogram } from '../statistics/histogram.js';
import { clipAt } from './magnitudes.js';
import { sketchTracker, type SketchTracker, type SketchTrackerOptions } from './sketchTracker.js';

const EQUAL = 1e-12; // divergences that differ by less differ by rounding

/** Options of {@link entropy}. */
export interface EntropyOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 10]. Defaults to 8. */
  readonly bits?: number;
  /** The most cells a channel, an integer in [16, 65536]; |x| has about half as many. Defaults to 4096. */
  readonly cells?: number;
}

/**
 * The clip of |x| at which the quantized distribution tells most of the true one: least Kullback-Leibler divergence, as
 * NVIDIA's calibrator. For each i from 2^(b-1) cells on: P is the first i cells of |x|, what lies beyond added to the
 * last; Q is the same cells merged into 2^(b-1) groups (2^b for samples of one sign), each group's count spread evenly
 * over its cells that hold samples. Candidates that give a sample no chance are left out; of equals the widest wins.
 * Zeros are left out: they have a code of their own.
 *
 * Bit for bit the same for any cutting, order and merging.
 *
 * @see S. Migacz, 8-bit Inference with TensorRT, GTC 2017
 */
export function entropy({ bits = 8, cells = 4096, ...options }: EntropyOptions = {}): SketchTracker {
  checkInteger('entropy', 'bits', bits, 2, 10);
  return sketchTracker('entropy', { cells, ...options }, h => {
    const groups = 2 ** (h.min < 0 && h.max > 0 ? bits - 1 : bits);
    const counts = magnitudeCounts(h);
    const clip = bestCells(counts, groups);
    return clipAt(clip === counts.length ? Math.max(-h.min, h.max) : clip * 2 ** h.exponent, h);
  });
}

/** Counts of |x| in the cells of the grid from 0 on. */
function magnitudeCounts(h: Histogram): Float64Array {
  const last = h.first + h.counts.length - 1;
  const folded = new Float64Array(Math.max(last + 1, -h.first));
  h.counts.forEach((count, i) => (folded[h.first + i < 0 ? -(h.first + i) - 1 : h.first + i] += count));
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
  let [best, least] = [n, Infinity];
  for (let i = n; i >= Math.min(groups, n); i--) {
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
