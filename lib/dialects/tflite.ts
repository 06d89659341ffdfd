import type { Requantization } from '../kernels/requantization.js';
import type { Dialect, WantedRequantization } from './dialect.js';
import { tflm } from './tflm.js';

/**
 * The reference kernels of TensorFlow Lite 2.21: fully connected layers multiply in double precision and round half away from zero,
 * products of two tensors make their multiplier in float32, long short-term memory goes by gemmlowp's functions; all others do as `tflm`.
 *
 * @see TensorFlow Lite, BUILTIN_REF op resolver; measured with 2.21 on half-way accumulators, per tensor and per channel, int8 and int16
 */
export const tflite: Dialect = {
  name: 'tflite',
  multiplication: (real, given) => tflm.multiplication(real, given),
  requantization(wanted) {
    if (wanted.use === 'dense') return inDoubles(wanted);
    const { scales, floatScales = scales } = wanted;
    return tflm.requantization(wanted.use === 'product' ? { ...wanted, scales: floatScales } : wanted);
  },
  wideRequantization: wanted => (wanted.use === 'dense' ? inDoubles(wanted) : tflm.wideRequantization(wanted)),
  rules: { ...tflm.rules, difference: 'float64', softmax: 'lite', lstm: 'lite' },
};

function inDoubles({ scales, zeroPoint, low, high }: WantedRequantization): Requantization {
  return { rule: 'float64', scale: Float64Array.from(scales), zeroPoint, low, high };
}
