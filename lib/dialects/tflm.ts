import { type FixedPointEncoding, requantizeDouble, requantizeWide } from '../kernels/requantize.js';
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from './fixedPoint.js';
import type { Dialect, Requantize } from './dialect.js';
import { fixedPointEncoding, requireInt48 } from './fixedPointEncoding.js';

/**
 * TensorFlow Lite Micro and CMSIS-NN: a 31-bit fixed-point multiplier a channel, rounded twice; 64-bit accumulators take a 15-bit
 * multiplier, rounded once.
 *
 * @see TensorFlow Lite Micro, `MultiplyByQuantizedMultiplier`; gemmlowp, `fixedpoint.h`
 */
export const tflm: Dialect = {
  name: 'tflm',
  multiplier(real, given = quantizeMultiplier(real)) {
    return x => multiplyByQuantizedMultiplier(x, given);
  },
  requantizer: wanted => fixedPointRequantizer(fixedPointEncoding(wanted)),
  wideRequantizer(wanted) {
    requireInt48(wanted);
    const encoding = fixedPointEncoding(wanted);
    return (acc, out, at) => requantizeWide(acc, encoding, out, at);
  },
};

/** Requantization by given multipliers and shifts, rounded twice. */
export function fixedPointRequantizer(encoding: FixedPointEncoding): Requantize {
  return (acc, out, at) => requantizeDouble(acc, encoding, out, at);
}
