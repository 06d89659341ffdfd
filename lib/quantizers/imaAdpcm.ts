import { checkNumber } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { adaptiveQuantizer, type AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link imaAdpcm}. */
export interface ImaAdpcmOptions extends AdaptiveQuantizerOptions {
  /**
   * Amplitude that becomes 32768, in (0, 2^127]. Defaults to 32768: frames hold 16-bit samples as they are; give 1 for
   * samples in [-1, 1).
   */
  readonly fullScale?: number;
}

const OPTIONS: OptionKeys<ImaAdpcmOptions> = { fullScale: true, every: true };

/**
 * IMA ADPCM: 16-bit samples in 4 bits, differences against the decoder's last sample in a step that follows them (about a
 * factor 1.1 down, up to 2.1 up, 89 steps from 7 to 32767). Each channel by itself.
 *
 * Samples are rounded half to even to 16 bits and saturate, counted; infinities too; NaN is an error. Codes equal those of the
 * reference coder nibble for nibble, and any IMA decoder reads them (packing order and block headers belong to the
 * container). Silence decodes to zeros once the step has come down to 7, whose eighth is 0. A gap resets sample and step
 * index to 0. Comes before trackRange and equalize.
 *
 * @see IMA Digital Audio Focus and Technical Working Groups, Recommended Practices 3.00 (1992), section 6
 */
export function imaAdpcm(options: ImaAdpcmOptions = {}): StreamQuantizer {
  const { fullScale = 32768, every = 1024 } = checkOptions('imaAdpcm', options, OPTIONS);
  const rule = 'above 0 and at most 2^127';
  const scale = checkNumber('imaAdpcm', 'fullScale', fullScale, rule, x => x / 32768 > 0 && x <= 2 ** 127) / 32768;
  const constants = Object.freeze([scale]);
  return adaptiveQuantizer(
    'imaAdpcm',
    { kind: 'adaptive', coder: 'imaAdpcm', bits: 4, qmin: 0, qmax: 15, constants },
    [0, 0],
    every,
  );
}
