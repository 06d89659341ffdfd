import { checkInteger } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { QFrame } from '../frame.js';
import { type AffineParams, freezeParams, newCodes, type QParams } from '../qparams.js';

/** Whether {@link lowerBits} knows the encoding: uniform steps without dither. */
export function canLower(params: QParams): boolean {
  if (params.kind === 'affine') return params.ditherSeed === undefined;
  return params.kind === 'powerOfTwo' || params.kind === 'fixedPoint';
}

/**
 * Fewer bits for codes that exist already, by an integer shift: q' = q >> k, k bits fewer, steps 2^k as wide. A new code stands for the
 * middle of the 2^k codes it replaces: zeroPoint' = (zeroPoint - (2^k - 1) / 2) / 2^k.
 *
 * Nothing is clipped, and lowering by k then by m is lowering by k + m, bit for bit. Where the old codes are evenly used the noise is
 * step'^2 / 12, that of the wider step itself: 20 log10(2) = 6.02 dB a bit. Zero is not kept; as the zero point is no integer
 * afterwards, such frames are for the wire and for ears and eyes, not for an integer network.
 *
 * @param bits new width, at least 1 and at most that of the frame
 * @throws {TypeError} for encodings without uniform steps: see {@link canLower}
 */
export function lowerBits(f: QFrame, bits: number): QFrame {
  const { params } = f;
  if (!canLower(params)) {
    throw new OptionTypeError(`lowerBits: params must have uniform steps without dither, got ${params.kind}`);
  }
  const k = params.bits - checkInteger('lowerBits', 'bits', bits, 1, params.bits);
  if (k === 0) return f;
  const lowered = lowerParams(params, k);
  const data = newCodes(lowered, f.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f.data[i] >> k;
  return { ...f, data, params: lowered };
}

/** Steps, one entry for all channels or one a channel. */
export function stepsOf(params: QParams): readonly number[] {
  if (params.kind === 'affine') return params.scale;
  if (params.kind === 'powerOfTwo') return params.exponent.map(e => 2 ** e);
  if (params.kind === 'fixedPoint') return [2 ** -params.fractionBits];
  throw new OptionTypeError(`lowerBits: params must have uniform steps, got ${params.kind}`);
}

function lowerParams(params: QParams, k: number): AffineParams {
  const zeroPoints = 'zeroPoint' in params ? params.zeroPoint : [0];
  return freezeParams({
    kind: 'affine',
    bits: params.bits - k,
    qmin: params.qmin >> k,
    qmax: params.qmax >> k,
    scale: stepsOf(params).map(step => step * 2 ** k),
    zeroPoint: zeroPoints.map(z => (z - (2 ** k - 1) / 2) / 2 ** k),
  });
}
