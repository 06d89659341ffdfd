import type { Dialect } from './dialect.js';
import { tflite } from './tflite.js';

/**
 * What runtimes with float32 scales share: the accumulator as float32 times a float32 scale, rounded half to even; what they do not
 * compute so goes by the dialect `tflite`.
 *
 * @internal
 */
export const floatScales: Pick<Dialect, 'multiplication' | 'requantization' | 'wideRequantization'> = {
  multiplication: (real, given) => tflite.multiplication(real, given),
  requantization(wanted) {
    const { use, scales, floatScales: given = scales, zeroPoint, low, high } = wanted;
    const wide = use === 'product' && (low < -128 || high > 255);
    if (wide || use === 'element') return tflite.requantization(wanted);
    return { rule: 'float32', scale: Float64Array.from(given, Math.fround), zeroPoint, low, high };
  },
  wideRequantization: wanted => tflite.wideRequantization(wanted),
};
