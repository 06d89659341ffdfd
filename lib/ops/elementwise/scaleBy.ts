import type { Dialect } from '../../dialects/dialect.js';
import type { Layer } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { quantizeMultiplier } from '../../kernels/fixedPoint.js';
import type { Multiplication } from '../../kernels/multiplication.js';
import type { Slope } from '../../kernels/slope.js';

/**
 * The product of an int32 and a real number >= 0, as an int32 in a dialect.
 *
 * @internal
 *
 * @param bound largest magnitude of the int32
 * @throws {FormatError} when it could leave int32 behind the left shift, which is undefined in the runtimes
 */
export function scaleBy(layer: Layer, dialect: Dialect, real: number, bound: number): Multiplication {
  if (bound * 2 ** quantizeMultiplier(real).shift >= 2 ** 31) {
    const rule = `a scale must keep ${bound} steps of the input within int32 steps of the output`;
    throw networkError(layerNamed(layer), rule, `${real}`);
  }
  return dialect.multiplication(real);
}

/** The same for a real number of any sign. */
export function slopeBy(layer: Layer, dialect: Dialect, real: number, bound: number): Slope {
  return { by: scaleBy(layer, dialect, Math.abs(real), bound), negative: real < 0 };
}
