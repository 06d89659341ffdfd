import { layerNamed, networkError } from '../graph/networkError.js';
import type { Requantization } from '../kernels/requantization.js';
import { halfEven } from '../rounding.js';
import type { Dialect, WantedRequantization } from './dialect.js';
import { requireInt32 } from './fixedPointEncoding.js';
import { tflm } from './tflm.js';

/**
 * Targets without a multiplier to spare: every scale is a power of two, and an accumulator is shifted right once half of the last place
 * is added, so that ties go towards +infinity.
 *
 * @see CMSIS-NN, the q7 functions: `__SSAT((sum + NN_ROUND(out_shift)) >> out_shift, 8)`
 */
export const shift: Dialect = {
  name: 'shift',
  multiplication(real) {
    if (real !== 0 && exponentOf(real) === undefined) {
      throw networkError('dialect shift', 'multipliers must be powers of two', `${real}`);
    }
    return { rule: 'shift', factor: real };
  },
  requantization: shifted,
  wideRequantization: shifted,
  rules: tflm.rules,
};

function shifted({ layer, scales, bounds, zeroPoint, low, high }: WantedRequantization): Requantization {
  scales.forEach((scale, c) => {
    const exponent = exponentOf(scale);
    if (exponent === undefined) {
      throw networkError(
        layerNamed({ name: layer }),
        `in the dialect shift, input scale * weight scale / output scale of output channel ${c} must be a power of two`,
        `${scale}`,
      );
    }
    requireInt32(layer, c, bounds[c], exponent);
  });
  return { rule: 'shift', scale: Float64Array.from(scales), zeroPoint, low, high };
}

/** n where x = 2^n. */
function exponentOf(x: number): number | undefined {
  const n = halfEven(Math.log2(x));
  return 2 ** n === x ? n : undefined;
}
