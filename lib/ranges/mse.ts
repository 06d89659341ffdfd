import { checkInteger, checkOneOf } from '../check.js';
import { halfEven } from '../rounding.js';
import { edgesOf, type Histogram } from '../statistics/histogram.js';
import { clippedError, type Grid } from './clippedError.js';
import { type Interval, sketchTracker, type SketchTracker, type SketchTrackerOptions } from './sketchTracker.js';

/** Options of {@link mse}. */
export interface MseOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
  /**
   * The levels that the range is for: those of `affine`, which has a level at 0, or of `symmetric`. Defaults to
   * `affine`.
   */
  readonly levels?: 'affine' | 'symmetric';
}

const COARSE = 80; // clips 2^(-k / 4) of the peak, down to a millionth
const FINE = 8;
const ROUNDS = 3;

/**
 * The range of least mean squared error, granular and overload together, for the quantizer at hand. The candidates are
 * the extremes clipped at ±c, c = peak * 2^(-k/4); then both ends of the best one, and for `affine` each by itself, are
 * moved on three finer grids, to 1e-3 of it. Each candidate's error is that of its own levels on the histogram.
 *
 * Bit for bit the same for any cutting, order and merging.
 */
export function mse({ bits = 8, levels = 'affine', ...options }: MseOptions = {}): SketchTracker {
  checkInteger('mse', 'bits', bits, 2, 16);
  checkOneOf('mse', 'levels', levels, ['affine', 'symmetric']);
  const apart = levels === 'affine'; // symmetric levels know only the larger end
  const gridOf = apart ? affineGrid : symmetricGrid;
  return sketchTracker('mse', options, h => best(h, apart, (min, max) => gridOf(min, max, bits)));
}

function best(h: Histogram, apart: boolean, gridOf: (min: number, max: number) => Grid): Interval {
  const edges = edgesOf(h);
  let [low, high, error] = [h.min, h.max, Infinity];
  const tryAt = (min: number, max: number): void => {
    const [a, b] = [Math.max(min, h.min), Math.min(max, h.max)];
    if (!(a < b)) return; // samples of one sign, clipped below the least of them
    const e = clippedError(h, edges, gridOf(a, b));
    if (e < error) [low, high, error] = [a, b, e];
  };
  const peak = Math.max(-h.min, h.max);
  for (let k = 0; k <= COARSE; k++) tryAt(-peak * 2 ** (-k / 4), peak * 2 ** (-k / 4));
  let reach = 2 ** 0.25; // from one candidate to the next
  for (let round = 0; round < ROUNDS; round++) {
    const factors = Array.from({ length: 2 * FINE + 1 }, (_, k) => reach ** (k / FINE - 1));
    const search = (moveLow: boolean, moveHigh: boolean): void => {
      const [from, to] = [low, high];
      for (const t of factors) tryAt(moveLow ? from * t : from, moveHigh ? to * t : to);
    };
    search(true, true);
    if (apart) {
      search(true, false);
      search(false, true);
    }
    reach **= 2 / FINE;
  }
  return [low, high];
}

/** The levels of `affine` with `zero: 'keep'`, without its rounding to float32. */
function affineGrid(min: number, max: number, bits: number): Grid {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const step = (high - low) / (2 ** bits - 1);
  return { origin: -halfEven(-low / step) * step, step, levels: 2 ** bits };
}

/** The levels of `symmetric`, restricted codes. */
function symmetricGrid(min: number, max: number, bits: number): Grid {
  const qmax = 2 ** (bits - 1) - 1;
  const step = Math.max(-min, max) / qmax;
  return { origin: -qmax * step, step, levels: 2 * qmax + 1 };
}
