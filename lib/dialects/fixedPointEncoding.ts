import { layerNamed, networkError } from '../graph/networkError.js';
import { quantizeMultiplier } from '../kernels/fixedPoint.js';
import type { FixedPointEncoding } from '../kernels/requantize.js';
import type { WantedRequantization } from './dialect.js';

/**
 * The multipliers and shifts of a layer. Runtimes compute in int32 behind the left shift, where an overflow is undefined.
 *
 * @internal
 *
 * @throws {FormatError} when a channel could leave int32
 */
export function fixedPointEncoding({
  layer,
  scales,
  bounds,
  zeroPoint,
  low,
  high,
}: Omit<WantedRequantization, 'use'>): FixedPointEncoding {
  const multipliers = scales.map(quantizeMultiplier);
  multipliers.forEach(({ shift }, c) => requireInt32(layer, c, bounds[c], shift));
  return {
    multiplier: Int32Array.from(multipliers, m => m.multiplier),
    shift: Int32Array.from(multipliers, m => Math.min(m.shift, 30)),
    zeroPoint,
    low,
    high,
  };
}

/**
 * Throws when an accumulator could leave int32 after a left shift.
 *
 * @internal
 */
export function requireInt32(layer: string, c: number, bound: number, shift: number): void {
  if (shift > 0 && bound * 2 ** shift >= 2 ** 31) {
    throw networkError(
      layerNamed({ name: layer }),
      `output channel ${c} must stay within int32 after its left shift`,
      `up to ${bound} * 2^${shift}; give its output a wider range`,
    );
  }
}

/**
 * Throws when an accumulator could leave the 48 bits that the runtimes' products take.
 *
 * @internal
 */
export function requireInt48({ layer, bounds }: WantedRequantization): void {
  const c = bounds.findIndex(bound => bound >= 2 ** 47);
  if (c >= 0) {
    const where = layerNamed({ name: layer });
    throw networkError(where, `the accumulator of output channel ${c} must fit 48 bits`, `up to ${bounds[c]}`);
  }
}
