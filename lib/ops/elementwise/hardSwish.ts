import type { Unary } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { quantizeMultiplier, roundingDivideByPot } from '../../kernels/fixedPoint.js';
import { limitTo } from '../../kernels/limitTo.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { widthOf } from '../codes.js';
import type { Lower } from '../op.js';
import { nearestCode } from './pointwise.js';
import { tabulated } from './tabulated.js';
import { unaryFunctions } from './unaryFunctions.js';

const nearest = nearestCode<Unary>(() => unaryFunctions.hardSwish);

/**
 * x clip(x + 3, 0, 6) / 6 of 8-bit codes, in 16-bit fixed point: the second factor, halved into [0, 1], times x on the scale of the output.
 * Of int16 codes, for which the runtimes have no arithmetic, the nearest code of the real function.
 *
 * @see TensorFlow Lite, `reference_ops::HardSwish`
 */
export const lowerHardSwish: Lower<Unary> = (layer, inputs, made, dialect) => {
  const [input, output] = arithmeticCodes(layer, [...inputs, made]);
  if (widthOf(input.params) === 'int16') return nearest(layer, inputs, made, dialect);
  const [zeroPoint, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
  const { qmin, qmax } = output.params;
  const fine = Math.fround(input.params.scale[0] / 128); // 7 bits of fraction
  const gain = multiplier16(Math.fround(fine / output.params.scale[0]));
  const gate = multiplier16(Math.fround(fine / Math.fround(3 / 32768)));
  if (gain.shift > 0) {
    const rule = 'the output scale must be at least 1/128 of the input scale';
    throw networkError(layerNamed(layer), rule, `${output.params.scale[0]}`);
  }
  return tabulated(input, output, q => {
    const x = (q - zeroPoint) * 128;
    // limited to [-3, 3], then from there to [0, 1]
    const factor = (gateOf(x, gate) + 32768) >> 1;
    const product = truncatedProduct(factor, roundedProduct(x, gain.multiplier));
    return limitTo(shiftRight(product, -gain.shift) + outZero, qmin, qmax);
  });
};

/** A multiplier of 15 bits. */
interface Multiplier16 {
  readonly multiplier: number;
  readonly shift: number;
}

function multiplier16(real: number): Multiplier16 {
  const { multiplier, shift } = quantizeMultiplier(real);
  return { multiplier: multiplier >= 0x7fffffff - 0x8000 ? 32767 : (multiplier + 0x8000) >> 16, shift };
}

/** x in steps of 1/32768 of 3, saturated to int16; only the last left shift saturates what matters. */
function gateOf(x: number, { multiplier, shift }: Multiplier16): number {
  if (shift <= 0) return shiftRight(roundedProduct(x, multiplier), -shift);
  return saturate(2 * roundedProduct(saturate(x * 2 ** (shift - 1)), multiplier));
}

function saturate(x: number): number {
  return limitTo(x, -32768, 32767);
}

/** a b / 2^15 of int16, the multiplier below 2^15, rounded, ties towards +infinity. */
function roundedProduct(a: number, b: number): number {
  return (a * b + 16384) >> 15;
}

/** The same cut towards zero: it makes up for the bias of the rounded ones. */
function truncatedProduct(a: number, b: number): number {
  return ((a * b) / 32768) | 0;
}

/** x / 2^exponent of an int16, ties away from zero; 0 when nothing is left. */
function shiftRight(x: number, exponent: number): number {
  return exponent > 31 ? 0 : roundingDivideByPot(x, exponent);
}
