import { activationLimits } from './activations.js';
import type { Activation } from '../../graph/network.js';
import type { AffineParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';

/**
 * The smallest and the largest code that an activation leaves.
 *
 * @internal
 *
 * @see TensorFlow Lite, `CalculateActivationRangeQuantized`
 */
export function activationCodes(
  activation: Activation,
  { scale: [scale], zeroPoint: [zeroPoint], qmin, qmax }: AffineParams,
): { readonly low: number; readonly high: number } {
  const [low, high] = activationLimits[activation].map(limit =>
    Math.min(Math.max(halfAway(Math.fround(limit / scale)) + zeroPoint, qmin), qmax),
  );
  return { low, high };
}
