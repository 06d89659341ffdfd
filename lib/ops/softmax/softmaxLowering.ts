import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Softmax } from '../../graph/network.js';
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
} from '../../kernels/fixedPoint.js';
import { expOnNegative, oneOverOnePlus } from '../../kernels/transcendental.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { codesOf, type IntegerOp, widthOf } from '../integerOp.js';
import { softmax16, softmaxTables } from './softmax16.js';

/**
 * Softmax of 8-bit codes along the last axis, in gemmlowp fixed point, with an output of 8 or 16 bits; or of int16 codes. As only 256
 * differences from the largest code exist, their exponentials are computed once.
 *
 * @see TensorFlow Lite, `reference_ops::Softmax`; the output has scale 1/256 or 1/65536, and the type's smallest code as zero point
 */
const softmaxBy = (round: (x: number) => number): IntegerOp<Softmax> => ({
  type: 'softmax',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [given, made].map(buffer => codesOf(layer, buffer, 'int8', 'uint8', 'int16'));
    if (widthOf(input.params) === 'int16') {
      const [wide, widened] = arithmeticCodes(layer, [given, made]);
      return softmax16(layer, dialect, wide, widened, softmaxTables(round));
    }
    const { shape, data: x } = input;
    const out = output.data;
    const row = shape[shape.length - 1];
    if (row > 4095) {
      throw networkError(layerNamed(layer), 'rows must have at most 4095 entries: sums are Q12.19', `${row}`);
    }
    const bits = 8 * out.BYTES_PER_ELEMENT;
    const lowest = out instanceof Uint8Array ? 0 : -(2 ** (bits - 1));
    if (output.params.zeroPoint[0] !== lowest) {
      const rule = `the zero point of an output of ${bits} bits must be ${lowest}`;
      throw networkError(layerNamed(layer), rule, `${output.params.zeroPoint[0]}`);
    }
    const most = lowest + 2 ** bits - 1;
    const powers = exponentials(layer, input.params.scale[0]);
    const terms = powers.map(e => roundingDivideByPot(e, 12)); // Q12.19
    return () => {
      for (let begin = 0; begin < x.length; begin += row) {
        const end = begin + row;
        let largest = x[begin];
        for (let i = begin; i < end; i++) if (x[i] > largest) largest = x[i];
        let sum = 0;
        for (let i = begin; i < end; i++) sum = (sum + terms[largest - x[i]]) | 0;
        const headroom = Math.clz32(sum);
        const reciprocal = oneOverOnePlus(((sum << headroom) - 2147483648) | 0); // of the sum's fraction above its leading 1
        const exponent = 12 - headroom + 31 - bits;
        for (let i = begin; i < end; i++) {
          const product = saturatingRoundingDoublingHighMul(reciprocal, powers[largest - x[i]]);
          // an exponent above 31 leaves less than a half
          const q = (exponent > 31 ? 0 : roundingDivideByPot(product, exponent)) + lowest;
          out[i] = q > most ? most : q;
        }
      }
    };
  },
});

/** Softmax as TensorFlow Lite Micro computes it. */
export const softmaxPrepared = softmaxBy(Math.fround);

/** Softmax as TensorFlow Lite computes it, whose tables for int16 codes come from doubles. */
export const softmaxTflitePrepared = softmaxBy(x => x);

/** exp(-scale * d) in Q0.31 for d = 0 to 255; 0 beyond the range of Q5.26. */
function exponentials(layer: Softmax, scale: number): Int32Array {
  const real = Math.min(Math.fround(layer.beta) * scale * 2 ** 26, 2 ** 31 - 1);
  if (real <= 1) throw networkError(layerNamed(layer), 'the input scale must be above 2^-26', `${scale}`);
  const multiplier = quantizeMultiplier(real);
  const last = Math.floor((31 * 2 ** 26) / 2 ** multiplier.shift);
  return Int32Array.from({ length: 256 }, (_, d) =>
    d > last ? 0 : expOnNegative(multiplyByQuantizedMultiplier(-d, multiplier)),
  );
}
