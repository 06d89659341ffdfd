import { checkBoolean, checkInteger, checkOneOf, checkPositive } from '../check.js';
import { encodeAffine } from '../kernels/affine.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { overflowRule } from '../overflow.js';
import { type AffineParams, entry, freezeParams } from '../qparams.js';
import { checkRange, intervalOf, type Range, unionOf } from '../range.js';
import { halfEven, rounder } from '../rounding.js';
import { QUANTIZER_OPTIONS, checkQuantizerOptions, type Quantizer, type QuantizerOptions } from './quantizer.js';

/** Options of {@link affine}. */
export interface AffineOptions extends QuantizerOptions {
  /** Signed codes [-2^(b-1), 2^(b-1) - 1] or unsigned [0, 2^b - 1]. Defaults to true. */
  readonly signed?: boolean;
  /**
   * What the range means: `closed` [min, max], both ends are levels and the step is (max - min) / (2^b - 1), as for
   * tensors; `halfOpen` [min, max), the step is (max - min) / 2^b, as for converters. Defaults to `closed`.
   */
  readonly span?: 'closed' | 'halfOpen';
  /**
   * `free`: the codes go to the range alone, as sensors with an offset need; the zero point may then lie outside the codes.
   * `keep`: the range is widened to hold 0 and 0 has a code of its own, as layers with padding or a ReLU need. Defaults to
   * `free`.
   */
  readonly zero?: 'keep' | 'free';
}

/** Smallest normal float32: no scale goes below it. */
const TINY = 2 ** -126;

/** Largest float32: the step of one bit over the whole of float32 would be twice that. */
const HUGE = (2 - 2 ** -23) * 2 ** 127;

const AFFINE_OPTIONS: OptionKeys<AffineOptions> = { ...QUANTIZER_OPTIONS, signed: true, span: true, zero: true };

/**
 * Asymmetric uniform quantizer: `q = round(x / scale) + zeroPoint`, `real = scale * (q - zeroPoint)`.
 *
 * Zero is reconstructed exactly under `zero: 'keep'`. Ends of the range move by at most half a step, as the zero point is
 * an integer. A range of zero width at 0 gets scale 1. NaN is an error; infinities meet the overflow rule.
 *
 * @see ONNX QuantizeLinear, opset 25; TensorFlow Lite 8-bit quantization specification
 */
export function affine(options: AffineOptions = {}): Quantizer<AffineParams> {
  const {
    bits = 8,
    axis = 'channel',
    signed = true,
    span = 'closed',
    zero = 'free',
    rounding = 'halfEven',
    overflow = 'saturate',
  } = checkOptions('affine', options, AFFINE_OPTIONS);
  checkQuantizerOptions('affine', bits, axis);
  checkBoolean('affine', 'signed', signed);
  checkOneOf('affine', 'span', span, ['closed', 'halfOpen']);
  checkOneOf('affine', 'zero', zero, ['keep', 'free']);
  const [round, rule] = [rounder('affine', rounding), overflowRule('affine', overflow)];
  const steps = span === 'closed' ? 2 ** bits - 1 : 2 ** bits;
  const [qmin, qmax] = codesOf(bits, signed);

  function one([min, max]: readonly [number, number]): [scale: number, zeroPoint: number] {
    const [low, high] = zero === 'keep' ? [Math.min(min, 0), Math.max(max, 0)] : [min, max];
    const width = high - low;
    if (width === 0) return constantParams(low, qmin);
    const scale = Math.fround(Math.min(Math.max(width / steps, TINY), HUGE));
    const zeroPoint = halfEven(qmin - low / scale);
    return [scale, zero === 'keep' ? Math.min(Math.max(zeroPoint, qmin), qmax) : zeroPoint];
  }
  return {
    name: 'affine',
    design: range => affineFrom(axis, checkRange('affine', range), one, { bits, qmin, qmax }),
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

/** A constant channel: 0 is code 0 at scale 1; any other constant is one step above 0, so it decodes to itself. */
function constantParams(value: number, qmin: number): [scale: number, zeroPoint: number] {
  if (value === 0) return [1, Math.max(qmin, 0)];
  const scale = Math.fround(Math.max(Math.abs(value), TINY));
  return [scale, qmin - Math.sign(value)];
}

/** Builds parameters for a frame or for each channel. */
export function affineFrom(
  axis: 'tensor' | 'channel',
  range: Range,
  one: (interval: readonly [number, number]) => [scale: number, zeroPoint: number],
  codes: { readonly bits: number; readonly qmin: number; readonly qmax: number },
): AffineParams {
  const pairs = axis === 'tensor' ? [one(unionOf(range))] : range.min.map((_, c) => one(intervalOf(range, c)));
  return freezeParams({ kind: 'affine', ...codes, scale: pairs.map(p => p[0]), zeroPoint: pairs.map(p => p[1]) });
}

/** The codes of a width: two's complement, or unsigned. */
export function codesOf(bits: number, signed: boolean): [qmin: number, qmax: number] {
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}

/** Options of {@link affineParams}. */
export interface AffineParamsOptions {
  /** Unit of the samples a step, > 0; one number or one a channel. */
  readonly scale: number | readonly number[];
  /** Code of zero, an integer; one number or one a channel. Defaults to 0. */
  readonly zeroPoint?: number | readonly number[];
  /** Code width, an integer in [1, 16]. Defaults to 8. */
  readonly bits?: number;
  /** Defaults to true. */
  readonly signed?: boolean;
}

const AFFINE_PARAMS_OPTIONS: OptionKeys<AffineParamsOptions> = {
  scale: true,
  zeroPoint: true,
  bits: true,
  signed: true,
};

/** Parameters with a known scale, as of a converter or of a model file. */
export function affineParams(options: AffineParamsOptions): AffineParams {
  const {
    scale,
    zeroPoint = 0,
    bits = 8,
    signed = true,
  } = checkOptions('affineParams', options, AFFINE_PARAMS_OPTIONS);
  checkInteger('affineParams', 'bits', bits, 1, 16);
  const scales = (typeof scale === 'number' ? [scale] : scale).map(s =>
    checkPositive('affineParams', 'scale as a float32 number', typeof s === 'number' ? Math.fround(s) : s),
  );
  const points = typeof zeroPoint === 'number' ? [zeroPoint] : [...zeroPoint];
  for (const z of points) checkInteger('affineParams', 'zeroPoint', z, -(2 ** 31), 2 ** 31 - 1);
  const [qmin, qmax] = codesOf(bits, signed);
  return freezeParams({ kind: 'affine', bits, qmin, qmax, scale: scales, zeroPoint: points });
}
