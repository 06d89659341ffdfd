import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { lookUp16 } from '../lookUp16.js';
import { multiplication, type Multiplication } from '../multiplication.js';

/** Softmax of int16 codes by tables. */
export interface Softmax16Constants {
  /** Entries of a row. */
  readonly row: number;
  /** From differences of codes to steps of 10 / 65535. */
  readonly scale: Multiplication;
  /** exp(x) on [-10, 0], Q0.15; see {@link lookUp16}. */
  readonly exponentials: Int16Array;
  /** 1 / (1 + x) on [0, 1], Q0.15. */
  readonly reciprocals: Int16Array;
}

/**
 * Softmax of each row, by tables of exp(x) and 1 / (1 + x); the output has scale 1/32768 and zero point 0.
 *
 * @see TensorFlow Lite, `reference_ops::SoftmaxInt16`
 */
export const softmax16: Kernel<Softmax16Constants> = ({ row, scale, exponentials, reciprocals }, [x], [y]) => {
  const scaled = multiplication(scale);
  return () => {
    for (let begin = 0; begin < x.length; begin += row) {
      const end = begin + row;
      let largest = x[begin];
      for (let i = begin; i < end; i++) if (x[i] > largest) largest = x[i];
      let sum = 0;
      for (let i = begin; i < end; i++) {
        y[i] = lookUp16(exponentials, limitTo(scaled(x[i] - largest) + 32767, -32768, 32767));
        sum += y[i];
      }
      const lead = Math.clz32(sum); // sum = (1 + fraction) 2^(31 - lead)
      const fraction = Math.floor((sum * 2 ** (lead - 1) + 8192) / 16384) - 98304;
      const reciprocal = lookUp16(reciprocals, limitTo(fraction, -32768, 32767));
      const shift = 31 - lead;
      const half = 2 ** (shift - 1);
      for (let i = begin; i < end; i++) y[i] = limitTo((y[i] * reciprocal + half) >> shift, 0, 32767);
    }
  };
};
