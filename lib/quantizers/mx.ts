import { checkStrategy } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { integers } from './blockInt.js';
import { encodeBlocks } from './encodeBlocks.js';
import type { FloatFormat } from './floatFormat.js';
import { floorLog2 } from './floorLog2.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of {@link mx}. */
export interface MxOptions extends EveryOptions {
  /**
   * The element format: {@link e4m3fn} or {@link e5m2} for MXFP8, {@link e2m3} or {@link e3m2} for MXFP6, {@link e2m1} for
   * MXFP4, `int8` for MXINT8.
   */
  readonly element: FloatFormat | 'int8';
}

/** Samples that share a scale. */
const BLOCK = 32;

const OPTIONS: OptionKeys<MxOptions> = { element: true, every: true };

/**
 * OCP microscaling blocks: 32 samples share a power-of-two scale, an E8M0 number
 * `X = 2^(floor(log2 max |x|) - emax)`, where emax is the exponent of the element format's largest number;
 * `q = element(x / X)`, rounded half to even, `real = X * value(q)`. Costs 1/4 bit a sample beside the codes.
 *
 * MXINT8 elements are q * 2^-6: the factor is part of the scale in the parameters, which is X * 2^-6, and the code -128 is
 * not used. Zero is kept exactly. X lies in [2^-127, 2^127]; a block that is 0 throughout has the smallest. Elements beyond
 * the largest number saturate and are counted. NaN and infinities are errors, as a block with them has no scale.
 *
 * @see OCP Microscaling Formats (MX) Specification 1.0 (2023), sections 5 and 6.3; B. Darvish Rouhani et al., Microscaling data
 * formats for deep learning (2023), algorithm 1
 */
export function mx(options: MxOptions): StreamQuantizer {
  const { element, every } = checkOptions('mx', options, OPTIONS);
  if (element !== 'int8') checkStrategy('mx', 'element', element, 'encode');
  const [codes, emax, unit] = element === 'int8' ? [integers(8), 0, 2 ** -6] : [element, floorLog2(element.max), 1];
  const scale = (peak: number) => {
    const exponent = peak === 0 ? -127 : floorLog2(peak) - emax;
    return 2 ** Math.min(Math.max(exponent, -127), 127) * unit;
  };
  return frameQuantizer('mx', { every, unit: BLOCK }, f =>
    encodeBlocks(f, { name: 'mx', blockSize: BLOCK, element: codes, scale }),
  );
}
