import { checkBoolean, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Overflow, overflowRule } from '../overflow.js';
import { type AffineParams, entry } from '../qparams.js';
import { checkRange } from '../range.js';
import { halfEven } from '../rounding.js';
import { affineFrom, codesOf } from './affine.js';
import { checkQuantizerOptions, type Quantizer } from './quantizer.js';

/** Options of {@link midRise}. */
export interface MidRiseOptions {
  /** Code width in bits, an integer in [1, 16]. Defaults to 8. */
  readonly bits?: number;
  /** One set of parameters for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /** Signed codes [-2^(b-1), 2^(b-1) - 1] or unsigned [0, 2^b - 1]. Defaults to true. */
  readonly signed?: boolean;
  /**
   * `symmetric`: [-peak, peak], peak the larger magnitude of the range's ends, so that 0 is a threshold;
   * `range`: [min, max] itself, for signals with an offset. Defaults to `symmetric`.
   */
  readonly span?: 'symmetric' | 'range';
  /** Defaults to `saturate`. */
  readonly overflow?: Overflow;
}

/** The nearest float32 that may be a scale: normal and finite. */
const float = (x: number) => Math.fround(Math.min(Math.max(x, 2 ** -126), (2 - 2 ** -23) * 2 ** 127));

const OPTIONS: OptionKeys<MidRiseOptions> = { bits: true, axis: true, signed: true, span: true, overflow: true };

/**
 * Mid-rise uniform quantizer: 2^b steps fill the span, and levels lie in their middle, `q = floor(x / scale) + zeroPoint + 1/2`,
 * `real = scale * (q - zeroPoint)`, with a zero point of k + 1/2.
 *
 * Zero is not kept: it is the threshold between -scale / 2 and scale / 2, and takes the upper code. There is no tie to round:
 * every threshold belongs to the level above it, exactly. A channel that is 0 throughout gets the smallest scale. Under
 * `range` the ends move by at most half a step. NaN is an error; infinities meet the overflow rule, whose code of zero is
 * that of scale / 2.
 *
 * @see W. R. Bennett, Spectra of quantized signals, BSTJ 27 (1948), 446-472; N. S. Jayant and P. Noll, Digital Coding of
 * Waveforms (1984), section 4.2
 */
export function midRise(options: MidRiseOptions = {}): Quantizer<AffineParams> {
  const {
    bits = 8,
    axis = 'channel',
    signed = true,
    span = 'symmetric',
    overflow = 'saturate',
  } = checkOptions('midRise', options, OPTIONS);
  checkQuantizerOptions('midRise', bits, axis);
  checkBoolean('midRise', 'signed', signed);
  checkOneOf('midRise', 'span', span, ['symmetric', 'range']);
  const rule = overflowRule('midRise', overflow);
  const [qmin, qmax] = codesOf(bits, signed);
  const steps = 2 ** bits;

  function one([min, max]: readonly [number, number]): [scale: number, zeroPoint: number] {
    const width = span === 'symmetric' ? 2 * Math.max(-min, max) : max - min;
    const scale = float(width / steps);
    if (span === 'symmetric') return [scale, qmin + steps / 2 - 0.5];
    if (width === 0) return [float(2 * Math.abs(min)), qmin - (min < 0 ? -0.5 : 0.5)]; // a constant is the level of code qmin
    return [scale, qmin - 0.5 - halfEven(min / scale)];
  }
  return {
    name: 'midRise',
    design: range => affineFrom(axis, checkRange('midRise', range), one, { bits, qmin, qmax }),
    encode(x, begin, end, params, c, out) {
      const scale = entry(params.scale, c);
      const first = entry(params.zeroPoint, c) + 0.5; // code of [0, scale)
      const lowest = rule(qmin, qmin, qmax, first); // above qmin under saturateSymmetric
      let clipped = 0;
      for (let i = begin; i < end; i++) {
        // exact: a quotient of two 24-bit numbers near an integer of up to 28 bits never rounds onto it in double
        const q = Math.floor(x[i] / scale) + first;
        if (q >= lowest && q <= qmax) {
          out[i] = q;
        } else if (Number.isNaN(q)) {
          return ~i;
        } else {
          clipped++;
          out[i] = rule(q, qmin, qmax, first);
        }
      }
      return clipped;
    },
  };
}
