import { checkInteger } from '../check.js';
import type { Histogram } from '../statistics/histogram.js';
import { clipAt, magnitudesOf } from './magnitudes.js';
import { sketchTracker, type SketchTracker, type SketchTrackerOptions } from './sketchTracker.js';

/** Options of {@link octav}. */
export interface OctavOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
}

const MOST_STEPS = 100;

/**
 * Optimally clipped range by Newton's method: c = sum of |x| beyond c, over 4^-b / 3 times the samples in (0, c] plus
 * the samples beyond c; the step of the model is c / 2^(b-1). For samples of one sign it is half of that, as all codes
 * are theirs. Begins at the mean of |x|, and ends when c moves by less than 1e-9 of itself. Zeros cost nothing and do
 * not count. The range is [-c, c] where there are samples.
 *
 * Bit for bit the same for any cutting, order and merging.
 *
 * @see C. Sakr et al., Optimal Clipping and Magnitude-aware Differentiation for Improved Quantization-aware Training,
 * ICML 2022
 */
export function octav({ bits = 8, ...options }: OctavOptions = {}): SketchTracker {
  checkInteger('octav', 'bits', bits, 2, 16);
  return sketchTracker('octav', options, h => clipAt(clipOf(h, h.min >= 0 || h.max <= 0 ? bits + 1 : bits), h));
}

function clipOf(h: Histogram, bits: number): number {
  const x = magnitudesOf(h);
  const granular = 4 ** -bits / 3;
  let c = x.sum / x.count;
  for (let step = 0; step < MOST_STEPS; step++) {
    const beyond = x.tail(c);
    const next = beyond.sum / (granular * (x.count - beyond.count) + beyond.count);
    if (Math.abs(next - c) <= 1e-9 * c) return next;
    c = next;
    if (c >= x.peak) return x.peak; // nothing lies beyond: no clip pays
  }
  return c;
}
