import { checkFunction, checkInteger, checkPositive, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkPoints, type WeightedPoints } from './weightedPoints.js';

/** Options of {@link bennettNoise}. */
export interface BennettOptions {
  /** Distribution of the samples. */
  readonly points: WeightedPoints;
  /** The companding curve: rises with x = sample / peak on [-1, 1], or on [0, 1] with `half`. */
  readonly compress: (x: number) => number;
  /** Whether the curve is defined on [0, 1] and mirrored for negative samples. Defaults to true. */
  readonly half?: boolean;
  /** Slope of the curve where known; by default its central difference. */
  readonly derivative?: (x: number) => number;
  /** Sample at the end of the curve, > 0. */
  readonly peak: number;
  /** Equal steps behind the curve, from end to end, an integer of at least 1. */
  readonly steps: number;
}

/** Central differences over 2 H: error about H^2 f'''/f' / 6 and 1e-16 / H, alike at the cube root of the precision. */
const H = 2 ** -17;

const OPTIONS: OptionKeys<BennettOptions> = {
  points: true,
  compress: true,
  half: true,
  derivative: true,
  peak: true,
  steps: true,
};

/**
 * Bennett's integral: the granular error power of any companded quantizer, (step^2 / 12) E[1 / c'(x)^2], with the curve brought to
 * [-1, 1] and a step of 2 peak / steps. Samples beyond the peak count as if at it; their overload is not in the integral.
 *
 * Holds where there are many steps across the density, and where the curve is smooth: at the corner of the A-law the numeric slope
 * is a mean of both sides.
 *
 * @returns mean squared error, in the square of the samples' unit
 * @see W. R. Bennett, Spectra of quantized signals, BSTJ 27 (1948), 446-472; docs/quantization.md, equation (14)
 */
export function bennettNoise(options: BennettOptions): number {
  const { points, compress, half = true, derivative, peak, steps } = checkOptions('bennettNoise', options, OPTIONS);
  checkFunction('bennettNoise', 'compress', compress);
  if (derivative) checkFunction('bennettNoise', 'derivative', derivative);
  checkPositive('bennettNoise', 'peak', peak);
  checkInteger('bennettNoise', 'steps', steps, 1);
  checkPoints('bennettNoise', points);
  const start = half ? 0 : -1;
  const height = (compress(1) - compress(start)) / (1 - start); // of a straight line of slope 1
  const slope =
    derivative ??
    ((x: number) => {
      const [a, b] = [Math.max(x - H, start), Math.min(x + H, 1)];
      return (compress(b) - compress(a)) / (b - a);
    });
  const step = (2 * peak) / steps;
  let [sum, weight] = [0, 0];
  for (let k = 0; k < points.values.length; k++) {
    if (points.counts[k] === 0) continue;
    const u = Math.min(Math.max(points.values[k] / peak, -1), 1);
    const x = half ? Math.abs(u) : u;
    const c = slope(x) / height;
    if (!(c > 0)) {
      throw new OptionRangeError(`bennettNoise: compress must rise everywhere, got slope ${show(slope(x))} at ${x}`);
    }
    sum += points.counts[k] / (c * c);
    weight += points.counts[k];
  }
  return ((step * step) / 12) * (sum / weight);
}
