import { checkBoolean, checkInteger, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { pointsOf } from '../statistics/histogram.js';
import { gaussianClip, laplacianClip } from './aciqClip.js';
import { noWorse } from './noWorse.js';
import {
  SKETCH_TRACKER_OPTIONS,
  sketchTracker,
  type SketchTracker,
  type SketchTrackerOptions,
} from './sketchTracker.js';

/** Options of {@link aciq}. */
export interface AciqOptions extends SketchTrackerOptions {
  /** Code width of the quantizer that the range is for, in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
  /** What the samples are taken to follow. Defaults to `gaussian`. */
  readonly distribution?: 'gaussian' | 'laplacian';
  /**
   * Whether the samples are what a ReLU leaves of it: all codes are for one side, and samples up to 0 are left out.
   * Defaults to false.
   */
  readonly oneSided?: boolean;
}

const OPTIONS: OptionKeys<AciqOptions> = { ...SKETCH_TRACKER_OPTIONS, bits: true, distribution: true, oneSided: true };

/**
 * The clip that is optimal for a Gaussian or Laplacian signal: the one at which clipping error plus step^2 / 12 is
 * least. The range is mean - c to mean + c, where c is a constant of the code width times the standard deviation, or
 * the mean absolute deviation; one-sided it is 0 to c, with the constant for one more bit and the deviation from 0 of
 * the samples above it. Drawn in to the extremes, and [min, max] where the clip would lose to it by more than 0.1 dB on these very
 * samples, which then follow neither density; one-sided ranges are not judged so.
 *
 * At 8 bits the constants are 3.92 and 9.90. The range is for `bits`: a quantizer of another width refuses it. Bit for bit the same for any cutting, order and merging.
 *
 * @see R. Banner, Y. Nahshan, D. Soudry, Post training 4-bit quantization of convolutional networks for
 * rapid-deployment, NeurIPS 2019
 */
export function aciq(options: AciqOptions = {}): SketchTracker {
  const { bits = 8, distribution = 'gaussian', oneSided = false, ...rest } = checkOptions('aciq', options, OPTIONS);
  checkInteger('aciq', 'bits', bits, 2, 16);
  checkOneOf('aciq', 'distribution', distribution, ['gaussian', 'laplacian']);
  checkBoolean('aciq', 'oneSided', oneSided);
  const clip = (distribution === 'gaussian' ? gaussianClip : laplacianClip)(oneSided ? bits + 1 : bits);

  return sketchTracker(
    'aciq',
    rest,
    h => {
      const points = pointsOf(h);
      const { values, counts } = points;
      let [n, sum] = [0, 0];
      values.forEach((x, i) => {
        if (oneSided && x <= 0) return;
        n += counts[i];
        sum += counts[i] * x;
      });
      if (n === 0) return [0, 0]; // one-sided, and nothing above 0
      const centre = oneSided ? 0 : sum / n;
      let deviation = 0;
      values.forEach((x, i) => {
        if (oneSided && x <= 0) return;
        deviation += counts[i] * (distribution === 'gaussian' ? (x - centre) ** 2 : Math.abs(x - centre));
      });
      const scale = distribution === 'gaussian' ? Math.sqrt(deviation / n) : deviation / n;
      if (oneSided) return [0, Math.min(clip * scale, h.max)];
      const found = [Math.max(centre - clip * scale, h.min), Math.min(centre + clip * scale, h.max)] as const;
      return noWorse(points, found, [h.min, h.max], bits);
    },
    { bits },
    { distribution, oneSided },
  );
}
