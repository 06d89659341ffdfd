import type { Unary } from '../../graph/network.js';
import { unaryFunctions } from './unary.js';
import { halfEven } from '../../rounding.js';
import { logistic16, tanh16 } from '../../kernels/sigmoid16.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { codeMap, limitTo, realCode } from './codeMap.js';
import { type IntegerOp, widthOf } from '../integerOp.js';

/**
 * The logistic function and the hyperbolic tangent: of 8-bit codes by the nearest code of the real function, which gemmlowp's fixed point
 * equals; of int16 codes by interpolation.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Logistic`, `reference_integer_ops::Tanh`
 */
const sigmoidOp = (
  type: 'logistic' | 'tanh',
  interpolate: (x: number) => number,
  exponents: readonly number[],
): IntegerOp<Unary> => ({
  type,
  prepare(layer, [given], made) {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    if (widthOf(input.params) !== 'int16') {
      return codeMap(input, output, realCode(input.params, output.params, unaryFunctions[type]));
    }
    const scale = tableScale(input.params.scale[0], exponents);
    return codeMap(input, output, q => interpolate(scale(q)));
  },
});

/** Beyond 2^17 table steps both functions are saturated. */
const FAR = 2 ** 20;

/**
 * Codes in steps of the table, 1/12288. Scales within 0.07 % of some powers of two count as these; of others the multiplier is cut to 15
 * bits.
 *
 * @param exponents of those powers
 */
function tableScale(scale: number, exponents: readonly number[]): (q: number) => number {
  const exponent = Math.log2(scale);
  const nearest = halfEven(exponent);
  if (exponents.includes(nearest) && Math.abs(exponent - nearest) < 1e-3) {
    const factor = 3 * 2 ** (nearest + 12);
    return q => q * factor;
  }
  let [factor, shift] = [scale * 12288, 0];
  while (factor <= 32767 / 2 && shift <= 30) {
    factor *= 2;
    shift++;
  }
  const multiplier = Math.trunc(factor);
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  return q => limitTo(Math.floor((q * multiplier + half) / 2 ** shift), -FAR, FAR);
}

/** Logistic function and hyperbolic tangent. */
export const sigmoidPrepared = {
  logistic: sigmoidOp('logistic', logistic16, [-12]),
  tanh: sigmoidOp('tanh', tanh16, [-12, -11]),
} as const;
