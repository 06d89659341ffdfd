import { roundingDivideByPot, saturatingRoundingDoublingHighMul } from '../fixedPoint.js';
import type { Kernel } from '../kernel.js';
import { oneOverOnePlus } from '../transcendental.js';

/** Softmax of 8-bit codes in fixed point. */
export interface Softmax8Constants {
  /** Entries of a row, at most 4095: sums are Q12.19. */
  readonly row: number;
  /** exp of minus the difference from the largest code, 0 to 255, in Q0.31. */
  readonly powers: Int32Array;
  /** Bits of the output's codes. */
  readonly bits: 8 | 16;
  /** The smallest code of the output's type, which stands for 0. */
  readonly lowest: number;
}

/**
 * Softmax of each row, in gemmlowp's fixed point.
 *
 * @see TensorFlow Lite, `reference_ops::Softmax`
 */
export const softmax8: Kernel<Softmax8Constants> = ({ row, powers, bits, lowest }, [x], [out]) => {
  const most = lowest + 2 ** bits - 1;
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
};
