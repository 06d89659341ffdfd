import type { Layer } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Dialect } from '../integerOp.js';
import { quantizeMultiplier } from '../../kernels/fixedPoint.js';

/**
 * The product of an int32 and a real number, as an int32 in a dialect. A negative number multiplies the negated int32.
 *
 * @internal
 *
 * @param bound largest magnitude of the int32
 * @throws {FormatError} when it could leave int32 behind the left shift, which is undefined in the runtimes
 */
export function scaleBy(layer: Layer, dialect: Dialect, real: number, bound: number): (x: number) => number {
  const magnitude = Math.abs(real);
  if (bound * 2 ** quantizeMultiplier(magnitude).shift >= 2 ** 31) {
    const rule = `a scale must keep ${bound} steps of the input within int32 steps of the output`;
    throw networkError(layerNamed(layer), rule, `${real}`);
  }
  const scale = dialect.multiplier(magnitude);
  return real < 0 ? x => scale(0 - x) : scale;
}
