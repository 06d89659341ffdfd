import type { Codes } from '../qparams.js';
import type { KernelTools, Step } from './kernel.js';
import type { Requantization } from './requantization.js';

/** Accumulators are made and turned into codes this many at a time. */
const BLOCK = 256;

/**
 * Codes from one accumulator each, all by one scale.
 *
 * @internal
 *
 * @param fill writes the accumulators of the elements from `at` on, as many as `acc` holds
 */
export function requantizedBlocks(
  requantization: Requantization,
  out: Codes,
  tools: KernelTools,
  fill: (acc: Int32Array, at: number) => void,
): Step {
  const width = Math.min(BLOCK, out.length);
  const requantize = tools.requantizer(requantization, width);
  const acc = new Int32Array(width);
  const last = out.length - width; // the last block may overlap the one before
  return () => {
    for (let from = 0; from < out.length; from += width) {
      const at = from < last ? from : last;
      fill(acc, at);
      requantize(acc, out, at);
    }
  };
}
