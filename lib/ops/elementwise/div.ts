import { aligned } from './broadcasting.js';
import type { Binary } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import {
  quantizeMultiplier,
  type QuantizedMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
} from '../../kernels/fixedPoint.js';
import { oneOverOnePlus } from '../../kernels/transcendental.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { limitTo } from './codeMap.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/**
 * Quotient of two inputs of 8-bit codes, by the reciprocal of the second in fixed point; the runtimes divide the scales in float32.
 * A quotient by 0 saturates; 0 / 0 is 0.
 *
 * @see TensorFlow Lite, `reference_ops::DivElementwise`, which refuses divisors of 0
 */
export const divPrepared: IntegerOp<Binary> = {
  type: 'div',
  prepare(layer, inputs, made) {
    codesOf(layer, made, 'int8', 'uint8');
    const [a, b, output] = arithmeticCodes(layer, [...inputs, made]);
    const [scaleA, scaleB, scale] = [a, b, output].map(({ params }) => params.scale[0]);
    const [zeroA, zeroB, outZero] = [a, b, output].map(({ params }) => params.zeroPoint[0]);
    const real = Math.fround(scaleA / Math.fround(scaleB * scale));
    const ratio = quantizeMultiplier(real);
    if (ratio.shift > 22) {
      const rule = 'input scale / (divisor scale * output scale) must be below 2^22';
      throw networkError(layerNamed(layer), rule, `${real}`);
    }
    const { low, high } = activationCodes(layer.activation, output.params);
    const { operands, align } = aligned([a, b], output.shape);
    const [x, y] = operands;
    const out = output.data;
    return () => {
      align();
      for (let i = 0; i < out.length; i++) {
        out[i] = limitTo(quotient(x[i] - zeroA, y[i] - zeroB, ratio) + outZero, low, high);
      }
    };
  },
};

/** a / b times a real number, rounded; beyond all codes for b = 0. */
function quotient(a: number, b: number, { multiplier, shift }: QuantizedMultiplier): number {
  if (b === 0) return Math.sign(a) * 2 ** 30;
  const [over, under] = b < 0 ? [0 - a, 0 - b] : [a, b];
  const lead = Math.clz32(under);
  const reciprocal = oneOverOnePlus(((under << lead) - 2147483648) | 0); // of the divisor's fraction above its leading 1
  const headroom = over >= 0 ? Math.clz32(over) - 1 : Math.clz32(-2 * over - 1);
  const product = saturatingRoundingDoublingHighMul(over << headroom, reciprocal);
  const right = 31 - lead + headroom - shift;
  return right > 31 ? 0 : roundingDivideByPot(saturatingRoundingDoublingHighMul(product, multiplier), right);
}
