import { checkStrategy } from '../check.js';
import { OptionTypeError } from '../errors.js';
import { type AffineParams, entry, type FixedPointParams, type PowerOfTwoParams } from '../qparams.js';
import { range } from '../range.js';
import type { Quantizer } from './quantizer.js';

/** Parameters whose levels are equally spaced. */
export type UniformParams = AffineParams | PowerOfTwoParams | FixedPointParams;

/** Distance of neighbouring levels of channel `c`. */
export function stepOf(params: UniformParams, c: number): number {
  switch (params.kind) {
    case 'affine':
      return entry(params.scale, c);
    case 'powerOfTwo':
      return 2 ** entry(params.exponent, c);
    case 'fixedPoint':
      return 2 ** -params.fractionBits;
  }
}

/** Code of zero of channel `c`. */
export function zeroPointOf(params: UniformParams, c: number): number {
  return params.kind === 'fixedPoint' ? 0 : entry(params.zeroPoint, c);
}

/**
 * The quantizer, when its levels are equally spaced.
 *
 * @throws {TypeError} when they are not
 */
export function checkUniform<P extends UniformParams>(who: string, quantizer: Quantizer<P>): Quantizer<P> {
  checkStrategy(who, 'quantizer', quantizer, 'encode');
  const { kind }: { readonly kind: string } = quantizer.design(range(-1, 1));
  if (kind === 'affine' || kind === 'powerOfTwo' || kind === 'fixedPoint') return quantizer;
  throw new OptionTypeError(
    `${who}: quantizer must have equal steps (affine, symmetric, midRise, powerOfTwo, fixedPoint), got ${quantizer.name}`,
  );
}
