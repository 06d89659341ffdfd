import type { Dialect } from './dialect.js';
import { floatScales } from './floatScales.js';

/**
 * XNNPACK, the default of TensorFlow Lite and TensorFlow.js: the accumulator as float32 times a float32 scale, rounded half to even. Sums,
 * products, means, leaky ReLU, recoding and softmax of 8-bit codes go by XNNPACK's rules. What XNNPACK leaves to TensorFlow Lite (16-bit
 * activations, all other layers) goes by the dialect `tflite`.
 *
 * @see XNNPACK, `xnn_qs8_requantize_fp32`; measured with TensorFlow 2.21 on half-way accumulators
 */
export const xnnpack: Dialect = {
  name: 'xnnpack',
  ...floatScales,
  rules: {
    sum: 'xnnpack',
    difference: 'float64',
    recode: 'xnnpack',
    slope: 'xnnpack',
    softmax: 'float32',
    lstm: 'lite',
    nearest: 'lite',
    pool: 'codes',
    mean: 'float32',
    matrices: 'first',
    resize: 'xnnpack',
  },
};
