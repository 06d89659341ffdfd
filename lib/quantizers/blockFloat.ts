import { checkInteger } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { integers } from './blockInt.js';
import { encodeBlocks } from './encodeBlocks.js';
import { floorLog2 } from './floorLog2.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link blockFloat}. */
export interface BlockFloatOptions extends EveryOptions {
  /** Width of a mantissa in bits, sign included, an integer in [2, 16]. Defaults to 8. */
  readonly mantissaBits?: number;
  /** Samples that share an exponent, an integer in [1, 2^24]. Defaults to 32. */
  readonly blockSize?: number;
}

const OPTIONS: OptionKeys<BlockFloatOptions> = { mantissaBits: true, blockSize: true, every: true };

/**
 * Block floating point: the samples of a block share the exponent E = floor(log2 max |x|) + 1, and each keeps a mantissa of m
 * bits in (-1, 1): `q = round(x / 2^(E - m + 1))`, half to even, `real = 2^(E - m + 1) * q`. A product of blocks is an integer
 * product and one addition of exponents.
 *
 * Zero is kept exactly. Magnitudes that round up to 2^E saturate at the largest mantissa and are counted. A block that is 0
 * throughout gets scale 1; scales lie in [2^-126, 2^127]. NaN and infinities are errors.
 *
 * @see A. V. Oppenheim, Realization of digital filters using block-floating-point arithmetic, IEEE Trans. Audio Electroacoust. 18
 * (1970), 130-136
 */
export function blockFloat(options: BlockFloatOptions = {}): StreamQuantizer {
  const { mantissaBits = 8, blockSize = 32, every } = checkOptions('blockFloat', options, OPTIONS);
  checkInteger('blockFloat', 'mantissaBits', mantissaBits, 2, 16);
  checkInteger('blockFloat', 'blockSize', blockSize, 1, 2 ** 24);
  const element = integers(mantissaBits);
  const scale = (peak: number) => (peak === 0 ? 1 : 2 ** Math.max(floorLog2(peak) + 2 - mantissaBits, -126));
  return frameQuantizer('blockFloat', { every, unit: blockSize }, f =>
    encodeBlocks(f, { name: 'blockFloat', blockSize, element, scale }),
  );
}
