import { layerNamed, networkError } from '../../network/networkError.js';
import type { Softmax } from '../../network/network.js';
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
} from '../fixedPoint.js';
import { expOnNegative, oneOverOnePlus } from '../transcendental.js';
import { codesOf, type IntegerOp } from './integerOp.js';

/**
 * Softmax of int8 codes along the last axis, in gemmlowp fixed point. As only 256 differences from the largest code exist,
 * their exponentials are computed once.
 *
 * @see TensorFlow Lite, `reference_ops::Softmax` (int8); the output has scale 1/256 and zero point -128
 */
export const softmaxOp: IntegerOp<Softmax> = {
  type: 'softmax',
  prepare(layer, [given], output) {
    const input = codesOf(layer, given, 'int8');
    const { shape, data: x } = input;
    const out = output.data;
    const row = shape[shape.length - 1];
    if (row > 4095) {
      throw networkError(layerNamed(layer), 'rows must have at most 4095 entries: sums are Q12.19', `${row}`);
    }
    const powers = exponentials(layer, input.params.scale[0]);
    const terms = powers.map(e => roundingDivideByPot(e, 12)); // Q12.19
    return () => {
      for (let begin = 0; begin < x.length; begin += row) {
        const end = begin + row;
        let largest = -128;
        for (let i = begin; i < end; i++) if (x[i] > largest) largest = x[i];
        let sum = 0;
        for (let i = begin; i < end; i++) sum = (sum + terms[largest - x[i]]) | 0;
        const headroom = Math.clz32(sum);
        const reciprocal = oneOverOnePlus(((sum << headroom) - 2147483648) | 0); // of the sum's fraction above its leading 1
        const exponent = 12 - headroom + 31 - 8;
        for (let i = begin; i < end; i++) {
          const product = saturatingRoundingDoublingHighMul(reciprocal, powers[largest - x[i]]);
          // an exponent above 31 leaves less than a half
          const q = (exponent > 31 ? 0 : roundingDivideByPot(product, exponent)) - 128;
          out[i] = q > 127 ? 127 : q;
        }
      }
    };
  },
};

/** exp(-scale * d) in Q0.31 for d = 0 to 255; 0 beyond the range of Q5.26. */
function exponentials(layer: Softmax, scale: number): Int32Array {
  const real = Math.min(layer.beta * scale * 2 ** 26, 2 ** 31 - 1);
  if (real <= 1) throw networkError(layerNamed(layer), 'the input scale must be above 2^-26', `${scale}`);
  const multiplier = quantizeMultiplier(real);
  const last = Math.floor((31 * 2 ** 26) / 2 ** multiplier.shift);
  return Int32Array.from({ length: 256 }, (_, d) =>
    d > last ? 0 : expOnNegative(multiplyByQuantizedMultiplier(-d, multiplier)),
  );
}
