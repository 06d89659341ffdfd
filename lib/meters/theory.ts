import { curveOf } from '../companding.js';
import { granularInterval, levelsOf } from '../decode.js';
import { entry, type QParams } from '../qparams.js';
import { bennettNoise } from './bennettNoise.js';
import { decibels } from './decibels.js';
import { nearestLevelNoise } from './nearestLevelNoise.js';
import { stepSize } from './stepSize.js';
import { checkPoints, type WeightedPoints } from './weightedPoints.js';

/** What the formulas need to know of a signal. */
export interface SignalMoments {
  /** Mean of x^2. */
  readonly power: number;
  /** Mean of |x|. */
  readonly meanAbs: number;
}

/**
 * The SQNR in dB that theory predicts for many steps across the signal.
 *
 * From two moments, for a signal inside the range: uniform steps, noise step^2 / 12 (Bennett 1948); mu-law, Bennett's integral, which the
 * first two absolute moments give in closed form: noise = (step^2 / 12) (ln(1 + mu) / mu)^2 E[(peak + mu |x|)^2]. Other kinds need
 * the whole density: undefined.
 *
 * From a distribution, as of a sketch, overload included: inside the range uniform steps step^2 / 12 and companded ones Bennett's
 * integral, outside it the distance from the outermost level; codebooks by the nearest level of every point, exact for a density
 * that is even across each cell. Subtractive dither changes nothing. Where steps follow the data (block scales, adaptive coders): undefined.
 *
 * @see docs/quantization.md, equations (5), (9), (14), (15)
 */
export function predictSqnr(params: QParams, signal: SignalMoments | WeightedPoints, c = 0): number | undefined {
  return 'values' in signal ? fromPoints(params, signal, c) : fromMoments(params, signal, c);
}

function fromMoments(params: QParams, { power, meanAbs }: SignalMoments, c: number): number | undefined {
  const step = stepSize(params, c);
  if (step !== undefined) return decibels(power, step ** 2 / 12);
  if (params.kind !== 'companded' || params.law !== 'mu') return undefined;
  const { constant: mu, qmax } = params;
  const peak = entry(params.peak, c);
  const spread = peak * peak + 2 * peak * mu * meanAbs + mu * mu * power;
  return decibels(power, ((Math.log1p(mu) / (mu * qmax)) ** 2 * spread) / 12);
}

function fromPoints(params: QParams, points: WeightedPoints, c: number): number | undefined {
  if (params.kind === 'blockScaled' || params.kind === 'adaptive') return undefined;
  checkPoints('predictSqnr', points);
  const { values, counts, width = 0 } = points;
  let [weight, power] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    weight += counts[k];
    power += counts[k] * (values[k] ** 2 + width ** 2 / 12);
  }
  const levels = levelsOf(params, c).sort();
  if (params.kind === 'codebook') return decibels(power / weight, nearestLevelNoise(levels, points));

  const [low, high] = granularInterval(params, c);
  const inside = select(points, x => x >= low && x <= high);
  const outside = select(points, x => x < low || x > high);
  let noise = 0;
  if (inside.weight > 0) {
    const granular =
      params.kind === 'companded' ? companded(params, inside, c) : (stepSize(params, c) ?? NaN) ** 2 / 12;
    noise += (inside.weight / weight) * granular;
  }
  if (outside.weight > 0) {
    const ends = Float64Array.of(levels[0], levels[levels.length - 1]);
    noise += (outside.weight / weight) * nearestLevelNoise(ends, outside);
  }
  return decibels(power / weight, noise);
}

function companded(params: QParams & { readonly kind: 'companded' }, points: WeightedPoints, c: number): number {
  const curve = curveOf(params.law, params.constant);
  const derivative = (x: number) => 1 / curve.inverseSlope(x);
  const peak = entry(params.peak, c);
  return bennettNoise({ points, compress: x => curve.compress(x), derivative, peak, steps: 2 * params.qmax });
}

function select(
  { values, counts, width = 0 }: WeightedPoints,
  keep: (x: number) => boolean,
): WeightedPoints & { readonly weight: number } {
  const kept = Array.from(values, (_, k) => k).filter(k => counts[k] > 0 && keep(values[k]));
  return {
    values: kept.map(k => values[k]),
    counts: kept.map(k => counts[k]),
    width,
    weight: kept.reduce((sum, k) => sum + counts[k], 0),
  };
}
