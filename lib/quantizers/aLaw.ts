import { checkNumber } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { CompandedParams } from '../qparams.js';
import { compandedLaw } from './compandedLaw.js';
import { QUANTIZER_OPTIONS, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link aLaw}. */
export interface ALawOptions extends QuantizerOptions {
  /** Companding constant A, > 1. Defaults to 87.6. */
  readonly A?: number;
}

const OPTIONS: OptionKeys<ALawOptions> = { ...QUANTIZER_OPTIONS, A: true };

/**
 * Compands with the A-law curve and rounds to signed codes, `q = sgn(x) round(qmax y)`, qmax = 2^(b-1) - 1, where
 * `y = A r / (1 + ln A)` for r = |x| / peak below 1/A and `(1 + ln(A r)) / (1 + ln A)` above; decoding is the inverse.
 *
 * Mid-tread: code 0 stands for zero exactly, unlike the segmented A-law of G.711, whose least levels are +8 and -8 of 32768.
 * Codes are symmetric, 2^b - 1 of them. Steps are equal up to peak / A, then grow with magnitude: SQNR is level, 38.1 dB at
 * 8 bits, while the signal stays above that. `peak` is the larger magnitude of the range's ends; what lies above meets the
 * overflow rule. A channel that is 0 throughout gets peak 1. NaN is an error, infinities meet the overflow rule.
 *
 * @see ITU-T G.711 (1988) for the 8-bit segmented form; docs/quantization.md, equation (12), for this continuous curve
 */
export function aLaw(options: ALawOptions = {}): Quantizer<CompandedParams> {
  const { A = 87.6, ...rest } = checkOptions('aLaw', options, OPTIONS);
  return compandedLaw(
    'aLaw',
    'a',
    checkNumber('aLaw', 'A', A, 'a finite number above 1', a => a > 1),
    rest,
  );
}
