import type { Step } from '../../network/layers/layerKind.js';
import type { Softmax } from '../../network/network.js';
import type { Dialect } from '../dialects/dialect.js';
import { limitTo } from './codeMap.js';
import type { CodeTensor } from './integerOp.js';
import { lookUp16, lut16 } from './lut16.js';
import { scaleBy } from './scaleBy.js';

/** Codes of [-10, 0], of [0, 1], and of [-1, 1]. */
const [TEN, ONE, BOTH] = [
  { scale: [Math.fround(10 / 65535)], zeroPoint: [32767] },
  { scale: [Math.fround(1 / 65535)], zeroPoint: [-32768] },
  { scale: [Math.fround(2 / 65535)], zeroPoint: [0] },
];

/** exp(x) on [-10, 0], Q0.15. */
const exponentials = lut16(TEN, BOTH, x => Math.exp(x));
/** 1 / (1 + x) on [0, 1], Q0.15. */
const reciprocals = lut16(ONE, BOTH, x => 1 / Math.fround(1 + x));

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
