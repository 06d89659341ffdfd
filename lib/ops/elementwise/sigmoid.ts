import type { Unary } from '../../graph/network.js';
import type { SigmoidConstants } from '../../kernels/calls/sigmoid.js';
import { halfEven } from '../../rounding.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { widthOf } from '../codes.js';
import type { Lower } from '../op.js';
import { nearestCode } from './pointwise.js';
import { unaryFunctions } from './unaryFunctions.js';

/**
 * The logistic function and the hyperbolic tangent: of 8-bit codes by the nearest code of the real function, which gemmlowp's fixed point
 * equals; of int16 codes by interpolation.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Logistic`, `reference_integer_ops::Tanh`
 */
export const lowerSigmoid = (of: 'logistic' | 'tanh'): Lower<Unary> => {
  const nearest = nearestCode<Unary>(() => unaryFunctions[of]);
  return (layer, inputs, made, dialect) => {
    const [input] = arithmeticCodes(layer, [...inputs, made]);
    if (widthOf(input.params) !== 'int16') return nearest(layer, inputs, made, dialect);
    return { kernel: 'sigmoid', constants: { of, ...tableScale(input.params.scale[0], exponents[of]) } };
  };
};

/** Powers of two that the scale may be. */
const exponents: Readonly<Record<'logistic' | 'tanh', readonly number[]>> = { logistic: [-12], tanh: [-12, -11] };

/** With this multiplier every code but 0 is beyond the end of the table. */
const LARGEST = 2 ** 20;

/**
 * From codes to steps of the table, 1/12288. Scales within 0.07 % of some powers of two count as these; of others the multiplier is cut to
 * 15 bits.
 */
function tableScale(scale: number, powers: readonly number[]): Pick<SigmoidConstants, 'multiplier' | 'shift'> {
  const exponent = Math.log2(scale);
  const nearest = halfEven(exponent);
  if (powers.includes(nearest) && Math.abs(exponent - nearest) < 1e-3) {
    return { multiplier: 3 * 2 ** (nearest + 12), shift: 0 };
  }
  let [factor, shift] = [scale * 12288, 0];
  while (factor <= 32767 / 2 && shift <= 30) {
    factor *= 2;
    shift++;
  }
  return { multiplier: Math.min(Math.trunc(factor), LARGEST), shift };
}
