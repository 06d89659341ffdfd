import { quantizeMultiplier } from '../kernels/fixedPoint.js';
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
  multiplication: (real, given = quantizeMultiplier(real)) => ({ rule: 'single', ...given }),
  requantization: wanted => ({ rule: 'single', ...fixedPointEncoding(wanted) }),
  wideRequantization: wanted => tflm.wideRequantization(wanted), // one rounding as it is
  rules: tflm.rules,
};
