import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { roundedMean } from '../roundedMean.js';
import type { Requantization } from '../requantization.js';
import type { TimeWindowConstants } from './timeWindow.js';

/** Sums over the newest columns of a stream, and over other axes. */
export interface RunningSumConstants extends TimeWindowConstants {
  /** Which sum each element of a column goes into, shape (outer, inner). */
  readonly sums: Int32Array;
  /** Sums of a window. */
  readonly count: number;
  /** What becomes of the sums of code - zero point: a requantization, or, as in pools, the mean of the codes. */
  readonly made:
    | { readonly rule: 'requantized'; readonly requantization: Requantization }
    | {
        readonly rule: 'mean';
        /** Codes of a sum. */
        readonly elements: number;
        readonly zeroPoint: number;
        readonly low: number;
        readonly high: number;
      };
}

/** Sums are turned into codes this many at a time. */
const BLOCK = 256;

/**
 * Adds what comes into the window and subtracts what leaves it: exactly the sums over the whole window, in int32. `writes` holds, behind the
 * output, the windows in a ring, shape (every, outer, size, inner), zero points at first; their sums, shape (every, count); and whose turn it is and where its
 * oldest column lies.
 */
export const runningSum: Kernel<RunningSumConstants> = (constants, [x], [out, ring, totals, place], tools) => {
  const { outer, size, added, inner, every, sums, count, made } = constants;
  const width = Math.min(BLOCK, count);
  const acc = new Int32Array(width);
  const last = count - width; // the last block may overlap the one before
  const requantize = made.rule === 'requantized' ? tools.requantizer(made.requantization, width) : undefined;

  return () => {
    const [turn, head] = place;
    const [window, total] = [turn * outer * size * inner, turn * count];
    for (let i = 0; i < added; i++) {
      const column = (head + i) % size;
      for (let o = 0, s = total; o < outer; o++) {
        let from = (o * added + i) * inner;
        let to = window + (o * size + column) * inner;
        for (let k = 0; k < inner; k++, from++, to++) {
          totals[s + sums[o * inner + k]] += x[from] - ring[to];
          ring[to] = x[from];
        }
      }
    }
    place[0] = turn + 1 === every ? 0 : turn + 1;
    if (place[0] === 0) place[1] = (head + added) % size;
    if (made.rule === 'mean') {
      const { elements, zeroPoint, low, high } = made;
      for (let k = 0; k < count; k++) {
        const q = roundedMean(totals[total + k] + zeroPoint * elements, elements);
        out[k] = q < low ? low : q > high ? high : q;
      }
      return;
    }
    for (let from = 0; from < count; from += width) {
      const first = from < last ? from : last;
      for (let k = 0; k < width; k++) acc[k] = totals[total + first + k];
      requantize?.(acc, out as Codes, first);
    }
  };
};
