import { checkInteger } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { CodebookParams } from '../qparams.js';
import { codebookOf, codebookParams } from './codebook.js';
import type { Quantizer } from './quantizer.js';

/** Options of {@link logarithmic}. */
export interface LogarithmicOptions {
  /** Code width in bits, an integer in [2, 12]. Defaults to 4. */
  readonly bits?: number;
  /** One scale for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /** Levels in each octave, an integer in [1, 64]; 1 makes every product with a level a shift. Defaults to 1. */
  readonly perOctave?: number;
}

const OPTIONS: OptionKeys<LogarithmicOptions> = { bits: true, axis: true, perOctave: true };

/**
 * Zero and powers of two: `real = scale * sgn(q) 2^((|q| - qmax) / perOctave)`, 0 for q = 0; qmax = 2^(b-1) - 1.
 *
 * The scale is the larger magnitude of the range's ends, so it is the outermost level. A sample goes to the nearest level, a
 * tie to the one nearer to 0, so the relative error is at most 1/3 at one level an octave down to half the least level,
 * and everything below becomes zero, which is kept exactly. Samples beyond half a step above the outermost level, infinities
 * among them, get the outermost code and count as clipped. A channel that is 0 throughout gets scale 1. NaN is an error.
 *
 * @see D. Miyashita, E. Lee, B. Murmann, "Convolutional Neural Networks using Logarithmic Data Representation" (2016);
 * A. Zhou et al., "Incremental Network Quantization" (2017), section 2.1, for the nearest-level rule
 */
export function logarithmic(options: LogarithmicOptions = {}): Quantizer<CodebookParams> {
  const { bits = 4, axis = 'channel', perOctave = 1 } = checkOptions('logarithmic', options, OPTIONS);
  checkInteger('logarithmic', 'bits', bits, 2, 12);
  checkInteger('logarithmic', 'perOctave', perOctave, 1, 64);
  const qmax = 2 ** (bits - 1) - 1;
  const octaves = (qmax - 1) / perOctave;
  if (octaves > 126) {
    throw new OptionRangeError(
      `logarithmic: bits and perOctave must span at most 126 octaves, the exponents of float32, got ${octaves}`,
    );
  }
  const levels = Array.from({ length: 2 * qmax + 1 }, (_, k) => {
    const q = k - qmax;
    return q === 0 ? 0 : Math.sign(q) * 2 ** ((Math.abs(q) - qmax) / perOctave);
  });
  return codebookOf('logarithmic', codebookParams(Object.freeze(levels), -qmax), { axis, load: 1 });
}
