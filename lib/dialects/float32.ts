import { requantizeFloat32 } from '../kernels/requantizeReal.js';
import type { Layer } from '../graph/network.js';
import type { Dialect } from './dialect.js';
import { tflite } from './tflite.js';
import { floatSoftmax } from './xnnpack/floatSoftmax.js';
import { recode, slopes } from './xnnpack/slopes.js';
import { sum } from './xnnpack/sum.js';

/** The layers whose accumulators float32 scales turn into codes; products of 16-bit codes stay with TensorFlow Lite. */
const PRODUCTS: ReadonlySet<Layer['type']> = new Set([
  'dense',
  'conv1d',
  'conv2d',
  'convTranspose2d',
  'matMul',
  'mul',
] as const);

/**
 * XNNPACK, the default of TensorFlow Lite and TensorFlow.js, and ONNX Runtime: the accumulator as float32 times a float32 scale,
 * rounded half to even. Sums, products, leaky ReLU, recoding and softmax of 8-bit codes go by XNNPACK's rules. What XNNPACK leaves to
 * TensorFlow Lite (16-bit activations, all other layers) goes by the dialect `tflite`.
 *
 * @see XNNPACK, `xnn_qs8_requantize_fp32`; ONNX, QLinearConv; measured with TensorFlow 2.21 on half-way accumulators
 */
export const float32: Dialect = {
  name: 'float32',
  multiplier: (real, given) => tflite.multiplier(real, given),
  requantizer(wanted) {
    const { op, scales, floatScales = scales, zeroPoint, low, high } = wanted;
    const wide = op === 'mul' && (low < -128 || high > 255);
    if (wide || !PRODUCTS.has(op)) return tflite.requantizer(wanted);
    const encoding = { scale: Float64Array.from(floatScales, Math.fround), zeroPoint, low, high };
    return (acc, out, at) => requantizeFloat32(acc, encoding, out, at);
  },
  wideRequantizer: wanted => tflite.wideRequantizer(wanted),
  ops: {
    ...tflite.ops,
    add: sum('add'),
    sub: sum('sub'),
    quantize: recode,
    leakyRelu: slopes,
    softmax: floatSoftmax,
  },
};
