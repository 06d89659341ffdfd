import { checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type AffineParams, freezeParams } from '../qparams.js';
import { checkFinite } from './checkFinite.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import { meanAbove } from './meanAbove.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';

/** Options of {@link binary}. */
export interface BinaryOptions extends EveryOptions {
  /** One scale for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
}

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Encodes by sign alone: the scale is in the parameters. */
const sign: Omit<Quantizer<AffineParams>, 'design'> = {
  name: 'binary',
  encode(x, begin, end, _params, _c, out) {
    for (let i = begin; i < end; i++) out[i] = x[i] >= 0 ? 1 : 0;
    return 0;
  },
};

const OPTIONS: OptionKeys<BinaryOptions> = { axis: true, every: true };

/**
 * Binary weights: `real = mean |x|` where x >= 0, `-mean |x|` below; the least-squares scale. Codes are 1 and 0 with the
 * zero point 1/2 and the scale 2 mean |x|: a mid-rise quantizer of one bit.
 *
 * Zero is not kept: 0 and -0 decode to mean |x|. Nothing overflows. A frame that is 0 throughout gets the smallest scale.
 * NaN and infinities are errors. `every: 'frame'` takes a weight matrix whole.
 *
 * @see M. Rastegari et al., XNOR-Net: ImageNet classification using binary convolutional neural networks (2016), equation (6)
 */
export function binary(options: BinaryOptions = {}): StreamQuantizer {
  const { axis = 'channel', every } = checkOptions('binary', options, OPTIONS);
  checkOneOf('binary', 'axis', axis, ['tensor', 'channel']);

  return frameQuantizer('binary', { every }, f => {
    checkFinite('binary', f);
    const means =
      axis === 'tensor'
        ? [meanAbove(f, 0, f.channels, -1)]
        : Array.from({ length: f.channels }, (_, c) => meanAbove(f, c, c + 1, -1));
    const scale = means.map(mean => Math.fround(Math.min(Math.max(2 * mean, 2 ** -126), LARGEST)));
    const params = freezeParams<AffineParams>({ kind: 'affine', bits: 1, qmin: 0, qmax: 1, scale, zeroPoint: [0.5] });
    return encodeFrame({ ...sign, design: () => params }, f, params);
  });
}
