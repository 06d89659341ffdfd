import { checkOneOf, checkPositive } from '../check.js';
import type { Frame, QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type AffineParams, entry, freezeParams } from '../qparams.js';
import { checkFinite } from './checkFinite.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import { meanAbove } from './meanAbove.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';

/** Options of {@link ternary}. */
export interface TernaryOptions extends EveryOptions {
  /** One threshold and scale for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /** The threshold as a part of the mean magnitude, > 0. Defaults to 0.7. */
  readonly threshold?: number;
}

const OPTIONS: OptionKeys<TernaryOptions> = { axis: true, threshold: true, every: true };

/**
 * Ternary weights: `q` is the sign of x where |x| is above 0.7 mean |x|, else 0; `real = scale * q`, the scale being the
 * mean of |x| above the threshold, which is the least-squares one.
 *
 * Zero is kept exactly. 2 bits on the wire. Nothing overflows. A frame that is 0 throughout gets scale 1. NaN and
 * infinities are errors. `every: 'frame'` takes a weight matrix whole.
 *
 * @see F. Li, B. Zhang and B. Liu, Ternary weight networks (2016), equations (5) to (7)
 */
export function ternary(options: TernaryOptions = {}): StreamQuantizer {
  const { axis = 'channel', threshold = 0.7, every } = checkOptions('ternary', options, OPTIONS);
  checkOneOf('ternary', 'axis', axis, ['tensor', 'channel']);
  checkPositive('ternary', 'threshold', threshold);

  /** Threshold and parameters of rows [from, to). */
  function one(f: Frame, from: number, to: number): [threshold: number, scale: number] {
    const above = threshold * meanAbove(f, from, to, -1);
    const mean = meanAbove(f, from, to, above);
    return [above, mean === 0 ? 1 : Math.fround(Math.max(mean, 2 ** -126))];
  }

  return frameQuantizer('ternary', { every }, (f): QFrame => {
    checkFinite('ternary', f);
    const rows =
      axis === 'tensor' ? [one(f, 0, f.channels)] : Array.from({ length: f.channels }, (_, c) => one(f, c, c + 1));
    const thresholds = rows.map(r => r[0]);
    const params = freezeParams<AffineParams>({
      kind: 'affine',
      bits: 2,
      qmin: -1,
      qmax: 1,
      scale: rows.map(r => r[1]),
      zeroPoint: [0],
    });
    const rule: Quantizer<AffineParams> = {
      name: 'ternary',
      design: () => params,
      encode(x, begin, end, _params, c, out) {
        const above = entry(thresholds, c);
        for (let i = begin; i < end; i++) out[i] = x[i] > above ? 1 : x[i] < -above ? -1 : 0;
        return 0;
      },
    };
    return encodeFrame(rule, f, params);
  });
}
