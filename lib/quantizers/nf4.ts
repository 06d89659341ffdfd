import { checkInteger } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type BlockElement, encodeBlocks } from './encodeBlocks.js';
import { nearestStairs } from './codebook.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link nf4}. */
export interface Nf4Options extends EveryOptions {
  /** Samples that share a scale, an integer in [1, 2^24]. Defaults to 64. */
  readonly blockSize?: number;
}

/**
 * Quantiles of a normal density between -1 and 1, with an exact 0; float32 numbers.
 *
 * @internal
 */
export const nf4Levels: readonly number[] = Object.freeze(
  [
    -1, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.091050036, 0, 0.0795803, 0.1609302, 0.2461123,
    0.33791524, 0.44070983, 0.562617, 0.72295684, 1,
  ].map(Math.fround),
);

/** The sixteen levels as what a block is made of. */
function element(): BlockElement {
  const { thresholds, codes } = nearestStairs(nf4Levels);
  const encode = (y: number) => {
    let [low, high] = [0, thresholds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (y > thresholds[middle]) low = middle + 1;
      else high = middle;
    }
    return codes[low];
  };
  return { bits: 4, qmin: 0, qmax: 15, levels: nf4Levels, limit: 1, encode };
}

const OPTIONS: OptionKeys<Nf4Options> = { blockSize: true, every: true };

/**
 * 4-bit normal floats: `real = scale * level(q)`, 16 levels at quantiles of a normal density, `scale` the largest magnitude
 * of each block of samples, so that the largest is kept exactly. Meant for the weights of networks. Costs 32 / blockSize
 * bits a sample beside the codes.
 *
 * Zero is kept exactly. A sample goes to the nearest level, a tie to the one nearer to 0. Nothing is clipped. A block that
 * is 0 throughout gets scale 1. NaN and infinities are errors.
 *
 * @see T. Dettmers et al., "QLoRA: Efficient Finetuning of Quantized LLMs" (2023), appendix E
 */
export function nf4(options: Nf4Options = {}): StreamQuantizer {
  const { blockSize = 64, every } = checkOptions('nf4', options, OPTIONS);
  checkInteger('nf4', 'blockSize', blockSize, 1, 2 ** 24);
  const levels = element();
  const scale = (peak: number) => (peak === 0 ? 1 : Math.max(peak, 2 ** -126));
  return frameQuantizer('nf4', { every, unit: blockSize }, f =>
    encodeBlocks(f, { name: 'nf4', blockSize, element: levels, scale }),
  );
}
