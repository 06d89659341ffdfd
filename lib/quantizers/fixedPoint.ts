import { checkBoolean, checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Overflow, overflowRule } from '../overflow.js';
import { type FixedPointParams, freezeParams } from '../qparams.js';
import { rounder, type Rounding } from '../rounding.js';
import { codesOf } from './affine.js';
import { encodeShift } from './encodeShift.js';
import type { Quantizer } from './quantizer.js';

/** Whether the m of Qm.n counts the sign bit: two conventions are in use, and "Q1.15" alone does not say which. */
export type SignBit = 'counted' | 'separate';

/** A Q format: Qm.n signed, UQm.n unsigned. */
export interface FixedPointFormat {
  /** m: bits in front of the binary point, with the sign bit where it is `counted`; may be negative. */
  readonly integerBits: number;
  /** n: bits behind the binary point, an integer in [-64, 64]. */
  readonly fractionBits: number;
  /** Two's complement or unsigned codes. Defaults to true. */
  readonly signed?: boolean;
  /**
   * Required for signed formats: `counted` as in fxpmath, Q1.15 has 16 bits; `separate` as Texas Instruments writes,
   * Q0.15 has 16 bits. Unsigned formats have no sign bit and no such option.
   */
  readonly signBit?: SignBit;
}

/** Options of {@link fixedPoint}. */
export interface FixedPointOptions extends FixedPointFormat {
  /** Defaults to `halfEven`; see fixedPointModes for what other tools do. */
  readonly rounding?: Rounding;
  /** Defaults to `saturate`; see fixedPointModes for what other tools do. */
  readonly overflow?: Overflow;
}

/** A quantizer whose parameters do not depend on the range. */
export interface FixedPointQuantizer extends Quantizer<FixedPointParams> {
  readonly params: FixedPointParams;
}

const OPTIONS: OptionKeys<FixedPointOptions> = {
  rounding: true,
  overflow: true,
  integerBits: true,
  fractionBits: true,
  signed: true,
  signBit: true,
};

/**
 * Fixed-point numbers in a Q format: `q = round(x * 2^fractionBits)`, `real = q * 2^-fractionBits`, of 1 to 32 bits (31
 * unsigned), the same for every channel and every range.
 *
 * Zero is kept exactly. Both conversions are exact apart from the rounding; a code of more than 24 significant bits decodes
 * to the nearest float32. NaN is an error; infinities meet the overflow rule.
 *
 * @throws {RangeError} when a signed format does not say whether its m counts the sign bit
 * @see IEEE Std 1666 (SystemC), section 7.10; Texas Instruments SPRU565, Q formats; fxpmath
 */
export function fixedPoint(options: FixedPointOptions): FixedPointQuantizer {
  const {
    integerBits,
    fractionBits,
    signed = true,
    signBit,
    rounding = 'halfEven',
    overflow = 'saturate',
  } = checkOptions('fixedPoint', options, OPTIONS);
  checkBoolean('fixedPoint', 'signed', signed);
  checkInteger('fixedPoint', 'fractionBits', fractionBits, -64, 64);
  checkInteger('fixedPoint', 'integerBits', integerBits, -64, 96);
  if (signed) checkOneOf('fixedPoint', 'signBit', signBit, ['counted', 'separate']);
  else if (signBit !== undefined) {
    throw new OptionRangeError(`fixedPoint: signBit must be left out of an unsigned format, got ${signBit}`);
  }
  const bits = integerBits + fractionBits + (signBit === 'separate' ? 1 : 0);
  const most = signed ? 32 : 31;
  if (bits < 1 || bits > most) {
    throw new OptionRangeError(
      `fixedPoint: integerBits and fractionBits must give 1 to ${most} bits, got ${integerBits} and ${fractionBits}: ${bits}`,
    );
  }
  const [round, rule] = [rounder('fixedPoint', rounding), overflowRule('fixedPoint', overflow)];
  const [qmin, qmax] = codesOf(bits, signed);
  const params = freezeParams({ kind: 'fixedPoint', bits, qmin, qmax, fractionBits } as const);
  return {
    name: 'fixedPoint',
    params,
    design: () => params,
    encode: (x, begin, end, p, _c, out) =>
      encodeShift(
        x,
        begin,
        end,
        { exponent: -p.fractionBits, zeroPoint: 0, qmin: p.qmin, qmax: p.qmax, round, overflow: rule },
        out,
      ),
  };
}
