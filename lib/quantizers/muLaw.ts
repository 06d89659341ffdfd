import { checkPositive } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { CompandedParams } from '../qparams.js';
import { compandedLaw } from './compandedLaw.js';
import { QUANTIZER_OPTIONS, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link muLaw}. */
export interface MuLawOptions extends QuantizerOptions {
  /** Companding constant, > 0. Defaults to 255. */
  readonly mu?: number;
}

const OPTIONS: OptionKeys<MuLawOptions> = { ...QUANTIZER_OPTIONS, mu: true };

/**
 * Compands with the mu-law curve and rounds to signed codes:
 * `q = sgn(x) round(qmax ln(1 + mu |x| / peak) / ln(1 + mu))`, qmax = 2^(b-1) - 1.
 *
 * Precision follows magnitude: a Laplacian signal loses 13 dB of SQNR where its level falls by 42 dB; uniform steps lose all 42. Zero is kept exactly; codes are symmetric,
 * 2^b - 1 of them. `peak` is the larger magnitude of the range's ends; what lies above meets the overflow rule. A channel
 * that is 0 throughout gets peak 1. NaN is an error.
 *
 * @see ITU-T G.711 (1988) for the 8-bit segmented form; this is its continuous curve. B. Smith, BSTJ 36 (1957), 653-709
 */
export function muLaw(options: MuLawOptions = {}): Quantizer<CompandedParams> {
  const { mu = 255, ...rest } = checkOptions('muLaw', options, OPTIONS);
  return compandedLaw('muLaw', 'mu', checkPositive('muLaw', 'mu', mu), rest);
}
