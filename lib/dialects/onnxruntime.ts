import type { Dialect } from './dialect.js';
import { floatScales } from './floatScales.js';

/**
 * ONNX Runtime's processor kernels: the accumulator as float32 times a float32 scale, rounded half to even. What has no kernel on codes is
 * computed on real numbers in float32: each code is dequantized, and the result divided by the output's scale and rounded half to even.
 * So are 16-bit activations, whose accumulators are multiplied in double precision here.
 *
 * @see ONNX, QLinearConv, QuantizeLinear; measured with ONNX Runtime 1.30
 */
export const onnxruntime: Dialect = {
  name: 'onnxruntime',
  ...floatScales,
  wideRequantization: ({ scales, zeroPoint, low, high }) => ({
    rule: 'float64',
    scale: Float64Array.from(scales),
    zeroPoint,
    low,
    high,
  }),
  rules: {
    sum: 'real',
    difference: 'float64',
    recode: 'real',
    slope: 'real',
    softmax: 'onnx',
    lstm: 'lite',
    nearest: 'onnx',
    pool: 'real',
    mean: 'real',
    matrices: 'both',
    resize: 'lite',
  },
};
