import { requantizeFloat64 } from '../kernels/requantizeReal.js';
import type { Codes } from '../qparams.js';
import { lstmTfliteOp } from '../ops/recurrent/lstmTflite.js';
import { softmaxTfliteOp } from '../ops/softmax/softmaxLowering.js';
import type { Dialect, Requantization } from './dialect.js';
import { tflm } from './tflm.js';

/**
 * The reference kernels of TensorFlow Lite 2.21: fully connected layers multiply in double precision and round half away from zero,
 * products of two tensors make their multiplier in float32, long short-term memory goes by gemmlowp's functions; all others do as `tflm`.
 *
 * @see TensorFlow Lite, BUILTIN_REF op resolver; measured with 2.21 on half-way accumulators, per tensor and per channel, int8 and int16
 */
export const tflite: Dialect = {
  name: 'tflite',
  multiplier: (real, given) => tflm.multiplier(real, given),
  requantizer(wanted) {
    if (wanted.op === 'dense') return inDoubles(wanted);
    const { scales, floatScales = scales } = wanted;
    return tflm.requantizer(wanted.op === 'mul' ? { ...wanted, scales: floatScales } : wanted);
  },
  wideRequantizer: wanted => (wanted.op === 'dense' ? inDoubles(wanted) : tflm.wideRequantizer(wanted)),
  ops: { lstm: lstmTfliteOp, softmax: softmaxTfliteOp },
};

function inDoubles({ scales, zeroPoint, low, high }: Requantization) {
  const encoding = { scale: Float64Array.from(scales), zeroPoint, low, high };
  return (acc: Int32Array | Float64Array, out: Codes, at: number) => requantizeFloat64(acc, encoding, out, at);
}
