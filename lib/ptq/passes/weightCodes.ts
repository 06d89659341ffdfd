import type { Tensor } from '../../graph/network.js';
import { weightFrame } from '../../inference/weightFrames.js';
import { type AffineParams, freezeParams } from '../../qparams.js';
import { encodeFrame } from '../../quantizers/quantizer.js';
import { powerOfTwo } from '../../quantizers/powerOfTwo.js';
import { symmetric } from '../../quantizers/symmetric.js';
import { minMax } from '../../ranges/minMax.js';
import type { Range } from '../../range.js';
import type { WeightCoding } from '../coding.js';

/**
 * The params of weights with zero point 0 that reach as far as the weights do, one scale a row or one for all.
 *
 * @internal
 */
export function weightParams(name: string, weights: Tensor, coding: WeightCoding): AffineParams {
  const tracker = minMax();
  tracker.push(weightFrame(name, weights));
  return paramsForRange(tracker.value(), coding);
}

function paramsForRange(range: Range, { bits, scheme, codes, axis }: WeightCoding): AffineParams {
  if (scheme === 'symmetric') return symmetric({ bits, axis, codes }).design(range);
  const { exponent, qmin, qmax, zeroPoint } = powerOfTwo({ bits, axis }).design(range);
  const least = codes === 'restricted' ? -qmax : qmin;
  return freezeParams<AffineParams>({
    kind: 'affine',
    bits,
    qmin: least,
    qmax,
    scale: exponent.map(e => 2 ** e),
    zeroPoint: [...zeroPoint],
  });
}

/**
 * The nearest codes of weights.
 *
 * @internal
 */
export function weightCodes(name: string, weights: Tensor, params: AffineParams): Tensor {
  const quantizer = symmetric({ bits: params.bits, codes: 'full', rounding: 'halfAway' });
  return { shape: weights.shape, data: encodeFrame(quantizer, weightFrame(name, weights), params).data, params };
}
