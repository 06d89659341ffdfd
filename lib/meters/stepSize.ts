import { entry, type QParams } from '../qparams.js';

/**
 * Distance of neighbouring levels of channel `c`; undefined where they are not equally spaced, or not the same for all samples of
 * a frame.
 *
 * @internal
 */
export function stepSize(params: QParams, c: number): number | undefined {
  switch (params.kind) {
    case 'affine':
      return entry(params.scale, c);
    case 'powerOfTwo':
      return 2 ** entry(params.exponent, c);
    case 'fixedPoint':
      return 2 ** -params.fractionBits;
    case 'companded':
    case 'codebook':
    case 'blockScaled':
    case 'adaptive':
      return undefined;
  }
}
