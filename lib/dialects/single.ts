import { requantizeSingle } from '../kernels/requantize.js';
import { multiplyByQuantizedMultiplierSingle, quantizeMultiplier } from './fixedPoint.js';
import type { Dialect } from './dialect.js';
import { fixedPointEncoding } from './fixedPointEncoding.js';
import { tflm } from './tflm.js';

/**
 * TensorFlow Lite built with TFLITE_SINGLE_ROUNDING: the multipliers of `tflm`, each product rounded once, ties towards +infinity.
 *
 * @see TensorFlow Lite, `MultiplyByQuantizedMultiplier` with TFLITE_SINGLE_ROUNDING; TOSA, `apply_scale_32` without double_round
 */
export const single: Dialect = {
  name: 'single',
  multiplier(real, given = quantizeMultiplier(real)) {
    return x => multiplyByQuantizedMultiplierSingle(x, given);
  },
  requantizer(wanted) {
    const encoding = fixedPointEncoding(wanted);
    return (acc, out, at) => requantizeSingle(acc, encoding, out, at);
  },
  wideRequantizer: wanted => tflm.wideRequantizer(wanted), // one rounding as it is
};
