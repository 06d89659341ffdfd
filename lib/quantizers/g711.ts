import { checkNumber, checkOneOf } from '../check.js';
import { encodeG711, type G711Law, g711Codes, g711Level, type G711Profile } from '../kernels/g711.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type CodebookParams, entry, freezeParams } from '../qparams.js';
import type { Quantizer } from './quantizer.js';

export type { G711Law, G711Profile } from '../kernels/g711.js';

/** Options of {@link g711}. */
export interface G711Options {
  /** mu-law (North America, Japan) or A-law (elsewhere). Defaults to `mu`. */
  readonly law?: G711Law;
  /**
   * Which encoder: `itu`, bit-exact with the ITU-T software tools; `signmag`, as libsndfile and most code in the field;
   * `nearest`, the least error. Defaults to `itu`.
   */
  readonly profile?: G711Profile;
  /**
   * Amplitude that stands for int16 32768, in [2^-111, 2^128): 32768 for samples that are int16 values, 1 for unit scale.
   * Defaults to 32768.
   */
  readonly fullScale?: number;
}

const OPTIONS: OptionKeys<G711Options> = { law: true, profile: true, fullScale: true };

/**
 * Segmented 8-bit companding of telephony: samples are rounded half to even to int16, and a table gives the code.
 *
 * Codes are the bytes on the line, `real = scale * levels[code]`, scale = fullScale / 32768, whatever the range. Levels do not
 * ascend in code order. The mu-law keeps zero (0xFF; 0x7F is a second zero that the encoders use for inputs just below 0),
 * the A-law does not: 0 becomes +8. What lies outside int16, infinities too, saturates and counts as clipped; NaN is an error.
 * Largest error over int16: 644 (mu), 512 (A). `quantize` ends a stream whose samples are all fractions within one int16 unit, as
 * those of a signal at +-1 are: give the full scale of the signal.
 *
 * @see ITU-T G.711 (1988); ITU-T G.191 (2010), software tool library, `g711.c`
 */
export function g711(options: G711Options = {}): Quantizer<CodebookParams> {
  const { law = 'mu', profile = 'itu', fullScale = 32768 } = checkOptions('g711', options, OPTIONS);
  checkOneOf('g711', 'law', law, ['mu', 'a']);
  checkOneOf('g711', 'profile', profile, ['itu', 'signmag', 'nearest']);
  checkNumber('g711', 'fullScale', fullScale, 'in [2^-111, 2^128)', a => a >= 2 ** -111 && a < 2 ** 128);
  const params = freezeParams<CodebookParams>({
    kind: 'codebook',
    bits: 8,
    qmin: 0,
    qmax: 255,
    levels: Array.from({ length: 256 }, (_, code) => g711Level(law, code)),
    scale: [Math.fround(fullScale / 32768)],
  });
  return {
    name: 'g711',
    params,
    fullScale,
    design: () => params,
    encode: (x, begin, end, p, c, out) => encodeG711(x, begin, end, g711Codes(law, profile), entry(p.scale, c), out),
  };
}
