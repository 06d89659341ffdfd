import { checkOneOf } from '../check.js';
import { type DitherShape, ditherShapes } from '../kernels/dither.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { entry, type QParams } from '../qparams.js';
import { codeLevels } from './codeLevels.js';
import { ditheredNoise } from './ditheredNoise.js';
import { levelNoise } from './levelNoise.js';
import { stepSize } from './stepSize.js';
import { checkPoints, type WeightedPoints } from './weightedPoints.js';

/** What a quantizer does beside rounding, which its parameters do not tell. */
export interface PredictOptions {
  /** Dither that was added and not taken off, as `dithered` or `shaped` have it. None by default. */
  readonly dither?: DitherShape;
  /** Coefficients c_1, c_2, ... of the error feedback, as `shaped` has them ({@link noiseFilters}). None by default. */
  readonly filter?: readonly number[];
}

/** Names of {@link PredictOptions}. */
export const PREDICT_OPTIONS: OptionKeys<PredictOptions> = { dither: true, filter: true };

/**
 * The mean squared error that a quantizer leaves on a distribution, in the square of the samples' unit, overload included.
 *
 * Every point goes to the level that stands for it: exact where the points are (`pointsOf` a sketch of a converter's codes), and for a
 * density that is even across each cell elsewhere. Thresholds lie midway between levels, of companded codes midway behind the curve:
 * what rounding to the nearest does. Dither is averaged over; subtractive dither is known from the parameters.
 *
 * Shaping multiplies the error of its loop by 1 + sum c_k^2. The loop's own error is held to be spread evenly over a step, as it
 * is where the fed back errors keep the signal moving; what saturates in the loop is not foretold.
 *
 * @returns undefined where steps follow the data (block scales, adaptive coders)
 * @see docs/quantization.md, equations (5), (9), (24), (25)
 */
export function predictNoise(
  params: QParams,
  points: WeightedPoints,
  c = 0,
  options: PredictOptions = {},
): number | undefined {
  const { dither, filter } = checkOptions('predictNoise', options, PREDICT_OPTIONS);
  if (params.kind === 'blockScaled' || params.kind === 'adaptive') return undefined;
  checkPoints('predictNoise', points);
  if (dither !== undefined) checkOneOf('predictNoise', 'dither', dither, ditherShapes);
  const levels = codeLevels(params, c);
  const step = stepSize(params, c);
  const subtractive = params.kind === 'affine' && params.ditherSeed !== undefined;
  if (step === undefined || !(dither ?? filter ?? subtractive)) return levelNoise(levels, points);
  const steps = { step, first: levels.level(0), count: levels.count };
  if (!filter) return ditheredNoise(steps, points, subtractive ? 'subtractive' : (dither as DitherShape));
  const loop = ((step * step) / 12) * (dither === undefined ? 1 : dither === 'rpdf' ? 2 : 3);
  return loop * filter.reduce((sum, x) => sum + x * x, 1);
}

/**
 * The granular noise by theory alone, for a signal of many steps inside the range: step^2 / 12, of the mu-law Bennett's integral, which two
 * moments give in closed form; undefined for other kinds.
 *
 * @internal
 */
export function granularNoise(
  params: QParams,
  power: number,
  meanAbs: number,
  c: number,
  { dither, filter }: PredictOptions,
): number | undefined {
  const step = stepSize(params, c);
  if (step !== undefined) {
    const shaping = (filter ?? []).reduce((sum, x) => sum + x * x, 1);
    return ((step * step) / 12) * (dither === undefined ? 1 : dither === 'rpdf' ? 2 : 3) * shaping;
  }
  if (params.kind !== 'companded' || params.law !== 'mu') return undefined;
  const { constant: mu, qmax } = params;
  const peak = entry(params.peak, c);
  const spread = peak * peak + 2 * peak * mu * meanAbs + mu * mu * power;
  return ((Math.log1p(mu) / (mu * qmax)) ** 2 * spread) / 12;
}
