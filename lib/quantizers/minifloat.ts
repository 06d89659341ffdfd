import { checkOneOf, checkStrategy } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type CodebookParams, entry, freezeParams } from '../qparams.js';
import { checkRange, intervalOf, unionOf } from '../range.js';
import type { FloatFormat } from './floatFormat.js';
import type { Quantizer } from './quantizer.js';

/** Options of {@link minifloat}. */
export interface MinifloatOptions {
  /** The element format: {@link e4m3fn}, {@link e5m2}, {@link e3m2}, {@link e2m3}, {@link e2m1}. */
  readonly format: FloatFormat;
  /** One scale for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /** `peak`: the range's larger end becomes the format's largest value; `one`: samples are cast as they are. Defaults to `peak`. */
  readonly scale?: 'peak' | 'one';
}

const OPTIONS: OptionKeys<MinifloatOptions> = { format: true, axis: true, scale: true };

/**
 * Small floating-point codes: `q` is the bit pattern of x / scale in the format, rounded half to even, and
 * `real = scale * value(q)`. The relative error is bounded, not the absolute one.
 *
 * Zero is kept exactly, and decodes without a sign. What lies beyond the largest value, infinities too, saturates and is
 * counted; codes of NaN and infinity are never written. A channel that is 0 throughout gets scale 1. NaN is an error.
 *
 * @see ONNX QuantizeLinear, opset 25, `saturate = 1`; P. Micikevicius et al., FP8 formats for deep learning (2022)
 */
export function minifloat(options: MinifloatOptions): Quantizer<CodebookParams> {
  const { format, axis = 'channel', scale = 'peak' } = checkOptions('minifloat', options, OPTIONS);
  checkStrategy('minifloat', 'format', format, 'encode');
  checkOneOf('minifloat', 'axis', axis, ['tensor', 'channel']);
  checkOneOf('minifloat', 'scale', scale, ['peak', 'one']);
  const { bits, qmin, qmax, levels, max, limit } = format;

  function one([low, high]: readonly [number, number]): number {
    const peak = Math.max(-low, high);
    return scale === 'one' || peak === 0 ? 1 : Math.fround(Math.max(peak / max, 2 ** -126));
  }
  return {
    name: 'minifloat',
    design(range) {
      checkRange('minifloat', range);
      const scales = axis === 'tensor' ? [one(unionOf(range))] : range.min.map((_, c) => one(intervalOf(range, c)));
      return freezeParams({ kind: 'codebook', bits, qmin, qmax, levels, scale: scales });
    },
    encode(x, begin, end, params, c, out) {
      const s = entry(params.scale, c);
      let clipped = 0;
      for (let i = begin; i < end; i++) {
        const y = Math.fround(x[i] / s); // the quotient of float32 runtimes
        if (!(y <= limit && y >= -limit)) {
          if (Number.isNaN(y)) return ~i;
          clipped++;
        }
        out[i] = format.encode(y);
      }
      return clipped;
    },
  };
}
