import { checkBoolean, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { overflowRule } from '../overflow.js';
import { entry, freezeParams, type PowerOfTwoParams } from '../qparams.js';
import { checkRange, intervalOf, unionOf } from '../range.js';
import { halfEven, rounder } from '../rounding.js';
import { codesOf } from './affine.js';
import { encodeShift } from './encodeShift.js';
import { QUANTIZER_OPTIONS, checkQuantizerOptions, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link powerOfTwo}. */
export interface PowerOfTwoOptions extends QuantizerOptions {
  /** Signed codes [-2^(b-1), 2^(b-1) - 1] or unsigned [0, 2^b - 1]. Defaults to true. */
  readonly signed?: boolean;
  /**
   * `cover`: the smallest power of two with which the codes reach both ends of the range, so that nothing is clipped;
   * `nearest`: the power of two nearest, in octaves, to the step that would just cover; finer by up to half an octave, at
   * the price of clipping. Defaults to `cover`.
   */
  readonly fit?: 'cover' | 'nearest';
  /**
   * `zero`: the code of zero is 0, and decoding is a shift alone; `range`: the codes go to the range, widened to hold 0, and
   * the code of zero with them, as for activations that are never negative. Defaults to `zero`.
   */
  readonly zeroPoint?: 'zero' | 'range';
}

const OPTIONS: OptionKeys<PowerOfTwoOptions> = { ...QUANTIZER_OPTIONS, signed: true, fit: true, zeroPoint: true };

/**
 * Uniform quantizer whose step is a power of two: `q = round(x / 2^exponent) + zeroPoint`, `real = 2^exponent * (q - zeroPoint)`.
 * Rescaling is a shift: no multiplier in the integer network.
 *
 * Zero is kept exactly. Costs up to one bit against a free scale, half a bit on average. Exponents lie in [-126, 127]; a
 * channel that is 0 throughout gets 0. Unsigned codes with `zeroPoint: 'zero'` clip and count what lies below 0. NaN is an
 * error; infinities meet the overflow rule.
 *
 * @see Jacob et al., gemmlowp; CMSIS-NN (2018), whose q7 and q15 kernels shift; S. R. Jain et al., Trained quantization
 * thresholds (2020), for power-of-two scales
 */
export function powerOfTwo(options: PowerOfTwoOptions = {}): Quantizer<PowerOfTwoParams> {
  const {
    bits = 8,
    axis = 'channel',
    signed = true,
    fit = 'cover',
    zeroPoint = 'zero',
    rounding = 'halfEven',
    overflow = 'saturate',
  } = checkOptions('powerOfTwo', options, OPTIONS);
  checkBoolean('powerOfTwo', 'signed', signed);
  checkOneOf('powerOfTwo', 'fit', fit, ['cover', 'nearest']);
  checkOneOf('powerOfTwo', 'zeroPoint', zeroPoint, ['zero', 'range']);
  const fixed = zeroPoint === 'zero';
  checkQuantizerOptions('powerOfTwo', bits, axis, signed && fixed ? 2 : 1);
  const [round, rule] = [rounder('powerOfTwo', rounding), overflowRule('powerOfTwo', overflow)];
  const [qmin, qmax] = codesOf(bits, signed);

  function one([min, max]: readonly [number, number]): [exponent: number, zeroPoint: number] {
    const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
    // the step that would just cover: codes below 0 are missing where they are unsigned
    const step = fixed ? Math.max(high / qmax, signed ? low / qmin : 0) : (high - low) / (qmax - qmin);
    if (step === 0) return [0, fixed ? 0 : Math.max(qmin, 0)];
    const octaves = Math.log2(step);
    let e = fit === 'nearest' ? halfEven(octaves) : Math.ceil(octaves);
    if (fit === 'cover') {
      // the quotient and the logarithm are inexact, products with a power of two are not
      const covers = (k: number) =>
        fixed ? high <= qmax * 2 ** k && (!signed || low >= qmin * 2 ** k) : high - low <= (qmax - qmin) * 2 ** k;
      if (covers(e - 1)) e--;
      else if (!covers(e)) e++;
    }
    e = Math.min(Math.max(e, -126), 127) + 0; // never -0
    return [e, fixed ? 0 : Math.min(Math.max(halfEven(qmin - low / 2 ** e), qmin), qmax)];
  }
  return {
    name: 'powerOfTwo',
    design(range) {
      checkRange('powerOfTwo', range);
      const pairs = axis === 'tensor' ? [one(unionOf(range))] : range.min.map((_, c) => one(intervalOf(range, c)));
      const [exponent, zeroPoints] = [pairs.map(p => p[0]), pairs.map(p => p[1])];
      return freezeParams({ kind: 'powerOfTwo', bits, qmin, qmax, exponent, zeroPoint: zeroPoints });
    },
    encode(x, begin, end, { exponent, zeroPoint: zero, qmin: low, qmax: high }, c, out) {
      const e = {
        exponent: entry(exponent, c),
        zeroPoint: entry(zero, c),
        qmin: low,
        qmax: high,
        round,
        overflow: rule,
      };
      return encodeShift(x, begin, end, e, out);
    },
  };
}
