import { checkInteger } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { halfEven } from '../rounding.js';
import { type BlockElement, encodeBlocks } from './encodeBlocks.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link blockInt}. */
export interface BlockIntOptions extends EveryOptions {
  /** Code width in bits, an integer in [2, 16]. Defaults to 8. */
  readonly bits?: number;
  /** Samples that share a scale, an integer in [1, 2^24]. Defaults to 32. */
  readonly blockSize?: number;
}

const OPTIONS: OptionKeys<BlockIntOptions> = { bits: true, blockSize: true, every: true };

/**
 * Symmetric integers with a float32 scale for each block of samples: `scale = max |x| / qmax`, `q = round(x / scale)`,
 * half to even, qmax = 2^(b-1) - 1, `real = scale * q`. Costs 32 / blockSize bits a sample beside the codes.
 *
 * Zero is kept exactly. Nothing is clipped. A block that is 0 throughout gets scale 1. NaN and infinities are errors.
 *
 * @see T. Dettmers et al., 8-bit optimizers via block-wise quantization (2022); ONNX QuantizeLinear, opset 25, `block_size`
 */
export function blockInt(options: BlockIntOptions = {}): StreamQuantizer {
  const { bits = 8, blockSize = 32, every } = checkOptions('blockInt', options, OPTIONS);
  checkInteger('blockInt', 'bits', bits, 2, 16);
  checkInteger('blockInt', 'blockSize', blockSize, 1, 2 ** 24);
  const element = integers(bits);
  const scale = (peak: number) => (peak === 0 ? 1 : Math.fround(Math.max(peak / element.qmax, 2 ** -126)));
  return frameQuantizer('blockInt', { every, unit: blockSize }, f =>
    encodeBlocks(f, { name: 'blockInt', blockSize, element, scale }),
  );
}

/** Symmetric integer codes of a block, which are their own values; what rounds beyond them saturates. */
export function integers(bits: number): BlockElement {
  const qmax = 2 ** (bits - 1) - 1;
  return {
    bits,
    qmin: -qmax,
    qmax,
    limit: qmax + 0.5,
    encode: y => Math.min(Math.max(halfEven(y), -qmax), qmax),
  };
}
