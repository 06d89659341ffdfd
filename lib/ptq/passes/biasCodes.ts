import type { Tensor } from '../../graph/network.js';
import { networkError } from '../../graph/networkError.js';
import { type AffineParams, entry, freezeParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';

const [QMIN, QMAX] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * A bias in steps of the accumulators, rounded half away from zero: int32; or, beside int16 activations, as wide as it is.
 *
 * @internal
 *
 * @param input   params of what meets the weights
 * @param weights scales of the weights
 * @throws {FormatError} when it does not fit
 */
export function biasCodes(where: string, bias: Tensor, input: AffineParams, weights: readonly number[]): Tensor {
  const wide = input.bits > 8;
  const limit = wide ? Number.MAX_SAFE_INTEGER : QMAX;
  const codes = Array.from(bias.data, (b, c) => {
    const q = halfAway(b / (input.scale[0] * entry(weights, c)));
    if (!(q >= -limit - 1 && q <= limit)) {
      throw networkError(where, `bias ${c} must fit int32 in steps of its accumulator`, `${q}`);
    }
    return q;
  });
  if (codes.some(q => q < QMIN || q > QMAX)) return { shape: bias.shape, data: Float64Array.from(codes) };
  const scale = weights.map(s => Math.fround(input.scale[0] * s));
  const params = freezeParams<AffineParams>({
    kind: 'affine',
    bits: 32,
    qmin: QMIN,
    qmax: QMAX,
    scale,
    zeroPoint: scale.map(() => 0),
  });
  return { shape: bias.shape, data: Int32Array.from(codes), params };
}
