import { entry, type QParams } from '../qparams.js';
import { decibels } from './decibels.js';

/** What the formulas need to know of a signal. */
export interface SignalMoments {
  /** Mean of x^2. */
  readonly power: number;
  /** Mean of |x|. */
  readonly meanAbs: number;
}

/**
 * The SQNR in dB that theory predicts for a signal inside the range (granular error only, many steps across the signal).
 *
 * Uniform steps: noise step^2 / 12 (Bennett 1948). Mu-law: Bennett's integral, which the first two absolute moments
 * give in closed form: noise = (step^2 / 12) (ln(1 + mu) / mu)^2 E[(peak + mu |x|)^2]. Other kinds need the whole density:
 * undefined.
 *
 * @see docs/quantization.md, equations (5), (14), (15)
 */
export function predictSqnr(params: QParams, { power, meanAbs }: SignalMoments, c = 0): number | undefined {
  switch (params.kind) {
    case 'affine':
      return decibels(power, entry(params.scale, c) ** 2 / 12);
    case 'powerOfTwo':
      return decibels(power, 4 ** entry(params.exponent, c) / 12);
    case 'fixedPoint':
      return decibels(power, 4 ** -params.fractionBits / 12);
    case 'companded': {
      if (params.law !== 'mu') return undefined;
      const { constant: mu, qmax } = params;
      const peak = entry(params.peak, c);
      const spread = peak * peak + 2 * peak * mu * meanAbs + mu * mu * power;
      return decibels(power, ((Math.log1p(mu) / (mu * qmax)) ** 2 * spread) / 12);
    }
    case 'adaptive':
    case 'codebook':
    case 'blockScaled':
      return undefined;
  }
}
