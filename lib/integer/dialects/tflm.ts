import { FormatError } from '../../errors.js';
import { type FixedPointEncoding, requantizeDouble, requantizeWide } from '../../kernels/requantize.js';
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from '../fixedPoint.js';
import type { Dialect, Requantize } from './dialect.js';

/**
 * TensorFlow Lite Micro and CMSIS-NN: a 31-bit fixed-point multiplier a channel, rounded twice.
 *
 * @see TensorFlow Lite Micro, `MultiplyByQuantizedMultiplier`; gemmlowp, `fixedpoint.h`
 */
export const tflm: Dialect = {
  name: 'tflm',
  multiplier(real) {
    const multiplier = quantizeMultiplier(real);
    return x => multiplyByQuantizedMultiplier(x, multiplier);
  },
  wideRequantizer: ({ scales, zeroPoint, low, high }) => {
    const multipliers = scales.map(quantizeMultiplier);
    const encoding = {
      multiplier: Int32Array.from(multipliers, m => m.multiplier),
      shift: Int32Array.from(multipliers, m => m.shift),
      zeroPoint,
      low,
      high,
    };
    return (acc, out, at) => requantizeWide(acc, encoding, out, at);
  },
  requantizer({ layer, scales, bounds, zeroPoint, low, high }) {
    const multipliers = scales.map(quantizeMultiplier);
    multipliers.forEach(({ shift }, c) => {
      // the C reference shifts left in 32 bits, where an overflow is undefined
      if (shift > 0 && bounds[c] * 2 ** shift >= 2 ** 31) {
        throw new FormatError(
          'format-network',
          `network: layer ${JSON.stringify(layer)}: output channel ${c} must stay within int32 after its left shift, ` +
            `got up to ${bounds[c]} * 2^${shift}; give its output a wider range`,
        );
      }
    });
    return fixedPointRequantizer({
      multiplier: Int32Array.from(multipliers, m => m.multiplier),
      shift: Int32Array.from(multipliers, m => m.shift),
      zeroPoint,
      low,
      high,
    });
  },
};

/** Requantization by given multipliers and shifts, rounded twice. */
export function fixedPointRequantizer(encoding: FixedPointEncoding): Requantize {
  return (acc, out, at) => requantizeDouble(acc, encoding, out, at);
}
