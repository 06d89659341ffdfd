import { requantizeShift } from '../kernels/requantizeReal.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Codes } from '../qparams.js';
import { halfEven } from '../rounding.js';
import type { Dialect, Requantization } from './dialect.js';
import { requireInt32 } from './fixedPointEncoding.js';

/**
 * Targets without a multiplier to spare: every scale is a power of two, and an accumulator is shifted right once half of the last place
 * is added, so that ties go towards +infinity.
 *
 * @see CMSIS-NN, the q7 functions: `__SSAT((sum + NN_ROUND(out_shift)) >> out_shift, 8)`
 */
export const shift: Dialect = {
  name: 'shift',
  multiplier(real) {
    if (real !== 0 && exponentOf(real) === undefined) {
      throw networkError('dialect shift', 'multipliers must be powers of two', `${real}`);
    }
    return x => Math.floor(x * real + 0.5) | 0;
  },
  requantizer: shifted,
  wideRequantizer: shifted,
};

function shifted({ layer, scales, bounds, zeroPoint, low, high }: Requantization) {
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
  const encoding = { scale: Float64Array.from(scales), zeroPoint, low, high };
  return (acc: Int32Array | Float64Array, out: Codes, at: number) => requantizeShift(acc, encoding, out, at);
}

/** n where x = 2^n. */
function exponentOf(x: number): number | undefined {
  const n = halfEven(Math.log2(x));
  return 2 ** n === x ? n : undefined;
}
