import { quantizeMultiplier } from '../kernels/fixedPoint.js';
import type { Dialect } from './dialect.js';
import { fixedPointEncoding, requireInt48 } from './fixedPointEncoding.js';

/**
 * TensorFlow Lite Micro and CMSIS-NN: a 31-bit fixed-point multiplier a channel, rounded twice; 64-bit accumulators take a 15-bit
 * multiplier, rounded once.
 *
 * @see TensorFlow Lite Micro, `MultiplyByQuantizedMultiplier`; gemmlowp, `fixedpoint.h`
 */
export const tflm: Dialect = {
  name: 'tflm',
  multiplication: (real, given = quantizeMultiplier(real)) => ({ rule: 'double', ...given }),
  requantization: wanted => ({ rule: 'double', ...fixedPointEncoding(wanted) }),
  wideRequantization(wanted) {
    requireInt48(wanted);
    return { rule: 'wide', ...fixedPointEncoding(wanted) };
  },
  rules: {
    sum: 'common',
    difference: 'float32',
    recode: 'multiplier',
    slope: 'multiplier',
    softmax: 'micro',
    lstm: 'micro',
    nearest: 'lite',
    pool: 'codes',
    mean: 'multiplier',
    matrices: 'both',
    resize: 'lite',
  },
};
