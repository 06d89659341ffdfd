import { curveOf } from '../companding.js';
import { overflowRule } from '../overflow.js';
import { type CompandedParams, entry, freezeParams } from '../qparams.js';
import { checkRange, intervalOf, unionOf } from '../range.js';
import { rounder } from '../rounding.js';
import { codesOf } from './affine.js';
import { checkQuantizerOptions, type Quantizer, type QuantizerOptions } from './quantizer.js';

/**
 * The quantizer of a companding law: `q = round(qmax * compress(x / peak))`, qmax = 2^(b-1) - 1, codes in [-qmax, qmax].
 *
 * @internal
 *
 * @param name     of the quantizer, for messages
 * @param constant mu or A, checked
 */
export function compandedLaw(
  name: string,
  law: 'mu' | 'a',
  constant: number,
  { bits = 8, axis = 'channel', rounding = 'halfEven', overflow = 'saturate' }: QuantizerOptions,
): Quantizer<CompandedParams> {
  checkQuantizerOptions(name, bits, axis, 2);
  const [round, rule] = [rounder(name, rounding), overflowRule(name, overflow)];
  const [, qmax] = codesOf(bits, true);
  const qmin = -qmax;
  const curve = curveOf(law, constant);

  function peakOf([min, max]: readonly [number, number]): number {
    return Math.fround(Math.max(-min, max)) || 1;
  }
  return {
    name,
    design(range) {
      checkRange(name, range);
      return freezeParams({
        kind: 'companded',
        law,
        constant,
        bits,
        qmin,
        qmax,
        peak: axis === 'tensor' ? [peakOf(unionOf(range))] : range.min.map((_, c) => peakOf(intervalOf(range, c))),
      });
    },
    encode(x, begin, end, params, c, out) {
      const peak = entry(params.peak, c);
      let clipped = 0;
      for (let i = begin; i < end; i++) {
        const q = round(qmax * curve.compress(x[i] / peak));
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
