import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { averageWindows, type PoolWindows } from '../poolWindows.js';

/** Windows of a pool of codes over planes, one after another. */
export interface PoolConstants extends PoolWindows {
  /** Elements of one plane of the input, height * width * channels. */
  readonly size: number;
}

/**
 * The mean of the codes in each window, ties away from zero; input and output have the same params.
 *
 * @see TensorFlow Lite, `reference_integer_ops::AveragePool`
 */
export const averagePool: Kernel<PoolConstants> = (constants, [x], [out]) =>
  pool(averageWindows, constants, x as Codes, out as Codes);

/**
 * Runs the windows of every plane.
 *
 * @internal
 */
export function pool(kernel: typeof averageWindows, constants: PoolConstants, x: Codes, out: Codes): () => void {
  const { size, rows, columns, channels } = constants;
  const outSize = (rows.length / 2) * (columns.length / 2) * channels;
  return () => {
    for (let begin = 0, at = 0; begin < x.length; begin += size, at += outSize) kernel(x, begin, constants, out, at);
  };
}
