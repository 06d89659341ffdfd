import { checkBoolean, checkOneOf } from '../check.js';
import { encodeAffine } from '../kernels/affine.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { overflowRule } from '../overflow.js';
import { type AffineParams, entry } from '../qparams.js';
import { checkRange } from '../range.js';
import { rounder } from '../rounding.js';
import { affineFrom, codesOf } from './affine.js';
import { QUANTIZER_OPTIONS, checkQuantizerOptions, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link symmetric}. */
export interface SymmetricOptions extends QuantizerOptions {
  /**
   * Signed codes; or unsigned ones [0, 2^b - 1] for signals that are never negative, where what lies below 0 is clipped and
   * counted. Defaults to true.
   */
  readonly signed?: boolean;
  /**
   * `restricted`: signed codes [-(2^(b-1) - 1), 2^(b-1) - 1] and scale = peak / (2^(b-1) - 1), as for TensorFlow Lite
   * weights; `full`: the code -2^(b-1) is used too and scale = peak / ((2^b - 1) / 2), as in PyTorch and ONNX Runtime.
   * Defaults to `restricted`.
   */
  readonly codes?: 'restricted' | 'full';
}

const OPTIONS: OptionKeys<SymmetricOptions> = { ...QUANTIZER_OPTIONS, signed: true, codes: true };

/**
 * Symmetric uniform quantizer: zero point 0, `q = round(x / scale)`, `real = scale * q`.
 *
 * Zero is kept exactly. A channel that is 0 throughout gets scale 1. NaN is an error; infinities meet the overflow rule.
 *
 * @see TensorFlow Lite 8-bit quantization specification (weights); PyTorch `MinMaxObserver`
 */
export function symmetric(options: SymmetricOptions = {}): Quantizer<AffineParams> {
  const {
    bits = 8,
    axis = 'channel',
    signed = true,
    codes = 'restricted',
    rounding = 'halfEven',
    overflow = 'saturate',
  } = checkOptions('symmetric', options, OPTIONS);
  checkBoolean('symmetric', 'signed', signed);
  checkQuantizerOptions('symmetric', bits, axis, signed ? 2 : 1);
  checkOneOf('symmetric', 'codes', codes, ['restricted', 'full']);
  const [round, rule] = [rounder('symmetric', rounding), overflowRule('symmetric', overflow)];
  const [lowest, qmax] = codesOf(bits, signed);
  const qmin = signed && codes === 'restricted' ? -qmax : lowest;
  const steps = signed ? (qmax - qmin) / 2 : qmax; // from 0 to the peak

  function one([min, max]: readonly [number, number]): [scale: number, zeroPoint: number] {
    const peak = signed ? Math.max(-min, max) : Math.max(max, 0);
    return [peak === 0 ? 1 : Math.fround(Math.max(peak / steps, 2 ** -126)), 0];
  }
  return {
    name: 'symmetric',
    design: range => affineFrom(axis, checkRange('symmetric', range), one, { bits, qmin, qmax }),
    encode: (x, begin, end, p, c, out) =>
      encodeAffine(
        x,
        begin,
        end,
        { ...p, scale: entry(p.scale, c), zeroPoint: entry(p.zeroPoint, c), round, overflow: rule },
        out,
      ),
  };
}
