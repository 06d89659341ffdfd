import { checkInteger, checkStrategy } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { encodeBlocks } from './encodeBlocks.js';
import type { FloatFormat } from './floatFormat.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link blockMinifloat}. */
export interface BlockMinifloatOptions extends EveryOptions {
  /** The element format: {@link e2m1} for FP4, {@link e4m3fn}, ... */
  readonly format: FloatFormat;
  /** Samples that share a scale, an integer in [1, 2^24]. Defaults to 32. */
  readonly blockSize?: number;
}

const OPTIONS: OptionKeys<BlockMinifloatOptions> = { format: true, blockSize: true, every: true };

/**
 * Small floats with a float32 scale for each block of samples: `scale = max |x| / format.max`, `q` is the bit pattern of
 * x / scale, rounded half to even in the format, `real = scale * value(q)`.
 *
 * Zero is kept exactly. Nothing is clipped. A block that is 0 throughout gets scale 1. NaN and infinities are errors.
 *
 * @see T. Dettmers et al., QLoRA (2023), FP4 data type; {@link mx} for the standard with power-of-two scales
 */
export function blockMinifloat(options: BlockMinifloatOptions): StreamQuantizer {
  const { format, blockSize = 32, every } = checkOptions('blockMinifloat', options, OPTIONS);
  checkStrategy('blockMinifloat', 'format', format, 'encode');
  checkInteger('blockMinifloat', 'blockSize', blockSize, 1, 2 ** 24);
  const scale = (peak: number) => (peak === 0 ? 1 : Math.fround(Math.max(peak / format.max, 2 ** -126)));
  return frameQuantizer('blockMinifloat', { every, unit: blockSize }, f =>
    encodeBlocks(f, { name: 'blockMinifloat', blockSize, element: format, scale }),
  );
}
