import { checkInteger, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { halfEven } from '../rounding.js';
import { type Histogram, meanOfPoints, pointsOf } from '../statistics/histogram.js';
import { clippedError, freeGrid, type Grid } from './clippedError.js';
import {
  SKETCH_TRACKER_OPTIONS,
  type Interval,
  sketchTracker,
  type SketchTracker,
  type SketchTrackerOptions,
} from './sketchTracker.js';

/** Options of {@link mse}. */
export interface MseOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
  /**
   * The levels that the range is for: those of `affine`, whose zero is free; `keepZero`, those of `affine` under `zero: 'keep'`; or
   * those of `symmetric`. Defaults to `affine`.
   */
  readonly levels?: 'affine' | 'keepZero' | 'symmetric';
}

const COARSE = 80; // clips 2^(-k / 4) of the reach, down to a millionth
const FINE = 8;
const ROUNDS = 3;

const OPTIONS: OptionKeys<MseOptions> = { ...SKETCH_TRACKER_OPTIONS, bits: true, levels: true };

/**
 * The range of least mean squared error, granular and overload together, for the quantizer at hand. The candidates are
 * the extremes, and the extremes clipped at c to either side of the mean (of 0 for levels that know one), c = reach * 2^(-k/4); then
 * both ends of the best one, and but for `symmetric` each by itself, are moved on three finer grids, to 1e-3 of it. Each candidate's
 * error is that of its own levels on the histogram, so it never loses to min-max.
 *
 * The range is for `bits`: a quantizer of another width refuses it. Bit for bit the same for any cutting, order and merging.
 */
export function mse(options: MseOptions = {}): SketchTracker {
  const { bits = 8, levels = 'affine', ...rest } = checkOptions('mse', options, OPTIONS);
  checkInteger('mse', 'bits', bits, 2, 16);
  checkOneOf('mse', 'levels', levels, ['affine', 'keepZero', 'symmetric']);
  return sketchTracker('mse', rest, h => best(h, bits, levels), { bits }, { levels });
}

const GRIDS: Readonly<Record<'affine' | 'keepZero' | 'symmetric', (interval: Interval, bits: number) => Grid>> = {
  affine: freeGrid,
  keepZero: keptGrid,
  symmetric: symmetricGrid,
};

function best(h: Histogram, bits: number, levels: keyof typeof GRIDS): Interval {
  const points = pointsOf(h);
  const gridOf = GRIDS[levels];
  const centre = levels === 'affine' ? meanOfPoints(points) : 0;
  let [low, high, error] = [h.min, h.max, clippedError(points, gridOf([h.min, h.max], bits))];
  const tryAt = (below: number, above: number): void => {
    const [a, b] = [Math.max(centre - below, h.min), Math.min(centre + above, h.max)];
    if (!(a < b)) return; // samples of one sign, clipped below the least of them
    const e = clippedError(points, gridOf([a, b], bits));
    if (e < error) [low, high, error] = [a, b, e];
  };
  const reach = Math.max(centre - h.min, h.max - centre);
  for (let k = 0; k <= COARSE; k++) tryAt(reach * 2 ** (-k / 4), reach * 2 ** (-k / 4));
  let ratio = 2 ** 0.25; // from one candidate to the next
  for (let round = 0; round < ROUNDS; round++) {
    const factors = Array.from({ length: 2 * FINE + 1 }, (_, k) => ratio ** (k / FINE - 1));
    const search = (moveLow: boolean, moveHigh: boolean): void => {
      const [below, above] = [centre - low, high - centre];
      for (const t of factors) tryAt(moveLow ? below * t : below, moveHigh ? above * t : above);
    };
    search(true, true);
    if (levels !== 'symmetric') {
      search(true, false);
      search(false, true);
    }
    ratio **= 2 / FINE;
  }
  return [low, high];
}

/** The levels of `affine` with `zero: 'keep'`. */
function keptGrid([min, max]: Interval, bits: number): Grid {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const step = Math.fround((high - low) / (2 ** bits - 1));
  return { first: halfEven(low / step), step, levels: 2 ** bits };
}

/** The levels of `symmetric`, restricted codes. */
function symmetricGrid([min, max]: Interval, bits: number): Grid {
  const qmax = 2 ** (bits - 1) - 1;
  const step = Math.fround(Math.max(-min, max) / qmax);
  return { first: -qmax, step, levels: 2 * qmax + 1 };
}
