import type { IntegerNetwork, Layer } from '../../../lib/network.js';
import type { AffineParams } from '../../../lib/qparams.js';

/** A layer without its place in the network. */
export type LayerFields = Readonly<Record<string, unknown>> & {
  readonly type: Layer['type'];
  readonly params: AffineParams;
};

/** An integer network of one layer, `y`, on an input `x`. */
export function oneLayer(shape: readonly number[], input: AffineParams, layer: LayerFields): IntegerNetwork {
  return {
    name: 'one',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape, params: input }],
    layers: [{ name: 'y', inputs: ['x'], ...layer } as unknown as Layer],
    outputs: ['y'],
  };
}

/** Parameters of a bias whose scale is input scale * weight scale. */
export function biasParams(inScale: number, weightScale: readonly number[]): AffineParams {
  return {
    kind: 'affine',
    bits: 32,
    qmin: -(2 ** 31),
    qmax: 2 ** 31 - 1,
    scale: weightScale.map(s => Math.fround(inScale * s)),
    zeroPoint: weightScale.map(() => 0),
  };
}

/** The doubled high product with its C nudge, the right shift half away from zero, in BigInt. */
export function exactMultiply(x: bigint, real: number): bigint {
  let shift = 0;
  while (real * 2 ** -shift >= 1) shift++;
  while (real * 2 ** -shift < 0.5) shift--;
  const significand = BigInt(real * 2 ** -shift * 2 ** 53);
  const multiplier = (significand + (1n << 21n)) >> 22n; // 2^31 stands for itself here: no carry to handle
  const product = (x << BigInt(Math.max(shift, 0))) * multiplier;
  const high = (product + (product >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
  const right = BigInt(Math.max(-shift, 0));
  const quotient = (2n * (high < 0n ? -high : high) + (1n << right)) >> (right + 1n);
  return high < 0n ? -quotient : quotient;
}
