import { checkPositive } from '../check.js';
import { muCurve } from '../companding.js';
import { overflowRule } from '../overflow.js';
import { type CompandedParams, entry, freezeParams } from '../qparams.js';
import { checkRange, intervalOf, unionOf } from '../ranges/range.js';
import { rounder } from '../rounding.js';
import { codesOf } from './affine.js';
import { checkQuantizerOptions, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link muLaw}. */
export interface MuLawOptions extends QuantizerOptions {
  /** Companding constant, > 0. Defaults to 255. */
  readonly mu?: number;
}

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
export function muLaw({
  bits = 8,
  axis = 'tensor',
  mu = 255,
  rounding = 'halfEven',
  overflow = 'saturate',
}: MuLawOptions = {}): Quantizer<CompandedParams> {
  checkQuantizerOptions('muLaw', bits, axis, 2);
  checkPositive('muLaw', 'mu', mu);
  const [round, rule] = [rounder('muLaw', rounding), overflowRule('muLaw', overflow)];
  const [, qmax] = codesOf(bits, true);
  const qmin = -qmax;
  const curve = muCurve(mu);

  function peakOf([min, max]: readonly [number, number]): number {
    return Math.fround(Math.max(-min, max)) || 1;
  }
  return {
    name: 'muLaw',
    design(range) {
      checkRange('muLaw', range);
      return freezeParams({
        kind: 'companded',
        law: 'mu',
        constant: mu,
        bits,
        qmin,
        qmax,
        peak: axis === 'tensor' ? [peakOf(unionOf(range))] : range.min.map((_, c) => peakOf(intervalOf(range, c))),
      });
    },
    encode(x, begin, end, params, c, out) {
      const inverse = 1 / entry(params.peak, c);
      let clipped = 0;
      for (let i = begin; i < end; i++) {
        const q = round(qmax * curve.compress(x[i] * inverse));
        if (q >= qmin && q <= qmax) {
          out[i] = q;
        } else if (Number.isNaN(q)) {
          return ~i;
        } else {
          clipped++;
          out[i] = rule(q, qmin, qmax, 0);
        }
      }
      return clipped;
    },
  };
}
