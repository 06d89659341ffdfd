import { checkInteger, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Histogram, meanOfPoints, pointsOf } from '../statistics/histogram.js';
import { clipAt, type Magnitudes, magnitudesOf } from './magnitudes.js';
import { noWorse } from './noWorse.js';
import {
  SKETCH_TRACKER_OPTIONS,
  type Interval,
  sketchTracker,
  type SketchTracker,
  type SketchTrackerOptions,
} from './sketchTracker.js';

/** Options of {@link octav}. */
export interface OctavOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
  /**
   * What the clip lies symmetric to: the `mean`, as sensors with an offset need, or `zero`, as weights and activations have it.
   * Defaults to `mean`.
   */
  readonly about?: 'mean' | 'zero';
}

const MOST_STEPS = 100;

const OPTIONS: OptionKeys<OctavOptions> = { ...SKETCH_TRACKER_OPTIONS, bits: true, about: true };

/**
 * Optimally clipped range by Newton's method: with m the magnitudes |x - mean| (or |x|), c = sum of m beyond c, over 4^-b / 3 times
 * the samples in (0, c] plus the samples beyond c; the step of the model is c / 2^(b-1). About zero and for samples of one sign it is
 * half of that, as all codes are theirs. Begins at the mean of m, and ends when c moves by less than 1e-9 of itself. Samples at the
 * centre cost nothing and do not count. The range is c to either side, where there are samples; about the mean it is [min, max] where
 * the clip would lose to it by more than 0.1 dB on these samples.
 *
 * The range is for `bits`: a quantizer of another width refuses it. Bit for bit the same for any cutting, order and merging.
 *
 * @see C. Sakr et al., Optimal Clipping and Magnitude-aware Differentiation for Improved Quantization-aware Training,
 * ICML 2022
 */
export function octav(options: OctavOptions = {}): SketchTracker {
  const { bits = 8, about = 'mean', ...rest } = checkOptions('octav', options, OPTIONS);
  checkInteger('octav', 'bits', bits, 2, 16);
  checkOneOf('octav', 'about', about, ['mean', 'zero']);
  return sketchTracker(
    'octav',
    rest,
    h => (about === 'mean' ? aboutMean(h, bits) : aboutZero(h, bits)),
    { bits },
    { about },
  );
}

function aboutMean(h: Histogram, bits: number): Interval {
  const points = pointsOf(h);
  const mean = meanOfPoints(points);
  const found = clipAt(clipOf(magnitudesOf(points, mean), bits), h, mean);
  return noWorse(points, found, [h.min, h.max], bits);
}

function aboutZero(h: Histogram, bits: number): Interval {
  const oneSided = h.min >= 0 || h.max <= 0;
  return clipAt(clipOf(magnitudesOf(pointsOf(h), 0), oneSided ? bits + 1 : bits), h);
}

function clipOf(x: Magnitudes, bits: number): number {
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
