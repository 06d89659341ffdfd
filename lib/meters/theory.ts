import { checkOptions } from '../options.js';
import type { QParams } from '../qparams.js';
import { decibels } from './decibels.js';
import { granularNoise, PREDICT_OPTIONS, type PredictOptions, predictNoise } from './predictNoise.js';
import { checkPoints, pointMoments, type WeightedPoints } from './weightedPoints.js';

/** What the formulas need to know of a signal. */
export interface SignalMoments {
  /** Mean of x^2. */
  readonly power: number;
  /** Mean of |x|. */
  readonly meanAbs: number;
  /** Mean squared distance from the mean. Defaults to `power`, that of a signal without offset. */
  readonly variance?: number;
}

/**
 * The SQNR about the mean, in dB, that theory predicts: 10 log10(variance / mean squared error).
 *
 * From moments, for a signal of many steps inside the range: uniform steps, noise step^2 / 12 (Bennett 1948); mu-law, Bennett's integral,
 * which the first two absolute moments give in closed form: noise = (step^2 / 12) (ln(1 + mu) / mu)^2 E[(peak + mu |x|)^2]. Other kinds
 * need the whole density: undefined. A signal that rests most of the time is not of many steps: use its distribution.
 *
 * From a distribution, `pointsOf` a sketch: the noise of {@link predictNoise}, point by point, overload included. Where steps follow the
 * data (block scales, adaptive coders): undefined.
 *
 * @param options dither and shaping, which the parameters do not tell
 * @see docs/quantization.md, equations (5), (6), (9), (14), (15), (24), (25)
 */
export function predictSqnr(
  params: QParams,
  signal: SignalMoments | WeightedPoints,
  c = 0,
  options: PredictOptions = {},
): number | undefined {
  checkOptions('predictSqnr', options, PREDICT_OPTIONS);
  if (!('values' in signal)) {
    const { power, meanAbs, variance = power } = signal;
    const noise = granularNoise(params, power, meanAbs, c, options);
    return noise === undefined ? undefined : decibels(variance, noise);
  }
  if (params.kind === 'blockScaled' || params.kind === 'adaptive') return undefined;
  checkPoints('predictSqnr', signal);
  return decibels(pointMoments(signal).variance, predictNoise(params, signal, c, options) as number);
}
