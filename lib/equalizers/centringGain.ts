import { decoder } from '../decode.js';
import { newCodes } from '../qparams.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import { stepOf } from '../quantizers/uniformGrid.js';
import { type Histogram, meanOfPoints, type Points, pointsOf } from '../statistics/histogram.js';
import { exactCentre } from './centring.js';

/** What the offset of a channel costs under a quantizer. */
export interface CentringGain {
  /** The offset, as `centre` would take it off, in the unit of the samples. */
  readonly centre: number;
  /** Share of the power that the offset holds: mean^2 over the mean square, in [0, 1]. */
  readonly share: number;
  /** Decibels of SQNR about the mean that centring gains; Infinity where it leaves no error, 0 where the offset makes none. */
  readonly decibels: number;
  /** Whether to centre: the offset holds more than half of the power, and centring gains more than 1 dB. */
  readonly advised: boolean;
}

/** Gain below which centring is not worth a word, dB. */
const WORTH = 1;

/**
 * What centring a channel would gain under a memoryless quantizer over min-max: laws about zero (mu-law, logarithmic, symmetric codes)
 * spend their codes on the offset, laws with a free zero do not. Equal steps are compared, 20 log10 of their ratio; other laws are
 * measured by the quantizer itself on the sketch's points, once as they are and once about their mean.
 *
 * @param quantizer of parameters under which a code means the same everywhere
 * @param h         the channel's histogram, from `sketch`
 */
export function centringGain(quantizer: Quantizer, h: Histogram): CentringGain {
  const points = pointsOf(h);
  const mean = h.count === 0 ? 0 : meanOfPoints(points);
  const squares = points.values.reduce((sum, x, i) => sum + points.counts[i] * x * x, 0);
  const share = squares === 0 ? 0 : (mean * mean * h.count) / squares;
  const centre = exactCentre(mean, Math.max(-h.min, h.max));
  const [raw, centred] = [0, centre].map(offset => noiseOf(quantizer, points, h, offset));
  const decibels = raw === 0 ? 0 : 10 * Math.log10(raw / centred);
  return Object.freeze({ centre, share, decibels, advised: share > 0.5 && decibels > WORTH });
}

/** Sum of squared errors on the points less an offset, over their own range; of equal steps what a step makes, its square. */
function noiseOf(quantizer: Quantizer, { values, counts }: Points, { min, max }: Histogram, offset: number): number {
  const params = quantizer.design({ min: [Math.fround(min - offset)], max: [Math.fround(max - offset)] });
  if (params.kind === 'blockScaled' || params.kind === 'adaptive') return 0; // follow the samples
  if (params.kind === 'affine' || params.kind === 'powerOfTwo' || params.kind === 'fixedPoint') {
    return min === max ? 0 : stepOf(params, 0) ** 2;
  }
  const x = Float32Array.from(values, v => v - offset);
  const codes = newCodes(params, x.length);
  quantizer.encode(x, 0, x.length, params, 0, codes);
  const value = decoder(params);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += counts[i] * (x[i] - value(codes[i])) ** 2;
  return sum;
}
