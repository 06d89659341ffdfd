import type { Dialect } from './dialect.js';
import { tflite } from './tflite.js';

/**
 * XNNPACK, the default of TensorFlow Lite and TensorFlow.js, and ONNX Runtime: the accumulator as float32 times a float32 scale,
 * rounded half to even. Sums, products, leaky ReLU, recoding and softmax of 8-bit codes go by XNNPACK's rules. What XNNPACK leaves to
 * TensorFlow Lite (16-bit activations, all other layers) goes by the dialect `tflite`.
 *
 * @see XNNPACK, `xnn_qs8_requantize_fp32`; ONNX, QLinearConv; measured with TensorFlow 2.21 on half-way accumulators
 */
export const float32: Dialect = {
  name: 'float32',
  multiplication: (real, given) => tflite.multiplication(real, given),
  requantization(wanted) {
    const { use, scales, floatScales = scales, zeroPoint, low, high } = wanted;
    const wide = use === 'product' && (low < -128 || high > 255);
    if (wide || use === 'element') return tflite.requantization(wanted);
    return { rule: 'float32', scale: Float64Array.from(floatScales, Math.fround), zeroPoint, low, high };
  },
  wideRequantization: wanted => tflite.wideRequantization(wanted),
  rules: { sum: 'xnnpack', recode: 'xnnpack', slope: 'xnnpack', softmax: 'float32', lstm: 'lite' },
};
