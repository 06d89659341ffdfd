import type { Step } from '../../kernels/kernel.js';
import type { Softmax } from '../../graph/network.js';
import type { Dialect } from '../integerOp.js';
import { limitTo } from '../elementwise/codeMap.js';
import type { CodeTensor } from '../integerOp.js';
import { lookUp16, spanLut16 } from '../elementwise/lut16.js';
import { scaleBy } from '../elementwise/scaleBy.js';

/** exp(x) on [-10, 0] and 1 / (1 + x) on [0, 1], Q0.15. */
export interface SoftmaxTables {
  readonly exponentials: Int16Array;
  readonly reciprocals: Int16Array;
}

/**
 * The tables, made in float32 or, without rounding, in doubles: TensorFlow Lite Micro does that, TensorFlow Lite this, and two reciprocals
 * differ by one.
 */
export function softmaxTables(round: (x: number) => number): SoftmaxTables {
  return {
    exponentials: spanLut16([-10, 0], [-1, 1], x => Math.exp(x), round),
    reciprocals: spanLut16([0, 1], [-1, 1], x => 1 / round(1 + x), round),
  };
}

/**
 * Softmax of int16 codes along the last axis, by tables of exp(x) and 1 / (1 + x).
 *
 * @internal
 *
 * @see TensorFlow Lite, `reference_ops::SoftmaxInt16`; the output has scale 1/32768 and zero point 0
 */
export function softmax16(
  layer: Softmax,
  dialect: Dialect,
  { data: x, params, shape }: CodeTensor,
  out: CodeTensor,
  { exponentials, reciprocals }: SoftmaxTables,
): Step {
  const row = shape[shape.length - 1];
  const scale = scaleBy(layer, dialect, (params.scale[0] * Math.fround(layer.beta)) / (10 / 65535), 65535);
  const y = out.data;
  return () => {
    for (let begin = 0; begin < x.length; begin += row) {
      const end = begin + row;
      let largest = x[begin];
      for (let i = begin; i < end; i++) if (x[i] > largest) largest = x[i];
      let sum = 0;
      for (let i = begin; i < end; i++) {
        y[i] = lookUp16(exponentials, limitTo(scale(x[i] - largest) + 32767, -32768, 32767));
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
}
