import { halfAway, halfEven } from '../../rounding.js';
import type { Kernel, Step, Values } from '../kernel.js';

/** Softmax of 8-bit codes in float32. */
export interface SoftmaxFloatConstants {
  /** Entries of a row. */
  readonly row: number;
  /** exp of minus the difference from the largest code, 0 to 255, times any one factor. */
  readonly powers: Float32Array;
  /** Each power by the reciprocal of the sum; or times the whole steps in 1, then by the sum, half to even. */
  readonly by: 'reciprocal' | 'quotient';
  readonly outScale: number;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Softmax of each row from float32 powers.
 *
 * @see TensorFlow Lite, `optimized_ops::Softmax`, `PopulateSoftmaxLookupTable`; ONNX Runtime, `QlinearSoftmaxCPU`
 */
export const softmaxFloat: Kernel<SoftmaxFloatConstants> = (constants, [x], [out]) => {
  const { row, powers, by, outScale, outZero, low, high } = constants;
  if (by === 'quotient') return quotients(constants, x, out);
  const round = low < 0 ? halfAway : (y: number) => Math.floor(Math.fround(y + 0.5)); // uint8 adds, then truncates
  return () => {
    for (let begin = 0; begin < x.length; begin += row) {
      let largest = x[begin];
      for (let i = begin + 1; i < begin + row; i++) if (x[i] > largest) largest = x[i];
      let sum = 0;
      for (let i = begin; i < begin + row; i++) sum = Math.fround(sum + powers[largest - x[i]]);
      const inverse = Math.fround(1 / Math.fround(sum * outScale));
      for (let i = begin; i < begin + row; i++) {
        const q = round(Math.fround(powers[largest - x[i]] * inverse)) + outZero;
        out[i] = q < low ? low : q > high ? high : q;
      }
    }
  };
};

function quotients({ row, powers, outScale, outZero, high }: SoftmaxFloatConstants, x: Values, out: Values): Step {
  const steps = Math.floor(Math.fround(1 / outScale));
  return () => {
    for (let begin = 0; begin < x.length; begin += row) {
      let largest = x[begin];
      for (let i = begin + 1; i < begin + row; i++) if (x[i] > largest) largest = x[i];
      let sum = 0;
      for (let i = begin; i < begin + row; i++) sum = Math.fround(sum + powers[largest - x[i]]);
      for (let i = begin; i < begin + row; i++) {
        const q = halfEven(Math.fround(Math.fround(powers[largest - x[i]] * steps) / sum)) + outZero;
        out[i] = q > high ? high : q;
      }
    }
  };
}
