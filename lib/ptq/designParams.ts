import { OptionRangeError } from '../errors.js';
import { type AffineParams, freezeParams } from '../qparams.js';
import { affine } from '../quantizers/affine.js';
import { powerOfTwo } from '../quantizers/powerOfTwo.js';
import { type Range, unionOf } from '../range.js';
import type { ActivationCoding } from './coding.js';

/**
 * The parameters of a tensor of activations, one scale for all its channels; the range is widened to hold 0. 16 bits have zero point 0.
 *
 * @internal
 *
 * @throws {RangeError} when the range was made for another width
 * @see TensorFlow Lite 8-bit quantization specification, and its 16x8 one
 */
export function designParams(name: string, range: Range, { bits, scheme }: ActivationCoding): AffineParams {
  if (range.bits !== undefined && range.bits !== bits) {
    throw new OptionRangeError(
      `quantizeNetwork: the range of ${JSON.stringify(name)} was made for ${range.bits} bits, its recipe says ${bits}; ` +
        `give the tracker the recipe's bits`,
    );
  }
  if (scheme === 'powerOfTwo') {
    const quantizer = powerOfTwo({ bits, axis: 'tensor', zeroPoint: bits === 16 ? 'zero' : 'range' });
    const { exponent, zeroPoint, qmin, qmax } = quantizer.design(range);
    return freezeParams<AffineParams>({ kind: 'affine', bits, qmin, qmax, scale: [2 ** exponent[0]], zeroPoint });
  }
  if (scheme === 'asymmetric' && bits !== 16) {
    return affine({ bits, axis: 'tensor', zero: 'keep', rounding: 'halfAway' }).design(range);
  }
  const [low, high] = unionOf(range);
  const [qmin, qmax] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  const peak = Math.max(-low, high, 0);
  const scale = peak === 0 ? 1 : Math.fround(Math.max(peak / qmax, 2 ** -126));
  return freezeParams<AffineParams>({ kind: 'affine', bits, qmin, qmax, scale: [scale], zeroPoint: [0] });
}
