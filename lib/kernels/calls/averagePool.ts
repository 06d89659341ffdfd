import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { averageWindows, type PoolAxis, windowBounds } from '../poolWindows.js';

/** A pool of codes over planes, one after another. */
export interface PoolConstants {
  readonly rows: PoolAxis;
  readonly columns: PoolAxis;
  readonly channels: number;
  /** Smallest code of the output. */
  readonly low: number;
  /** Largest code of the output. */
  readonly high: number;
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
export function pool(
  kernel: typeof averageWindows,
  { rows, columns, channels, low, high }: PoolConstants,
  x: Codes,
  out: Codes,
): () => void {
  const windows = {
    rows: windowBounds(rows),
    columns: windowBounds(columns),
    width: columns.length,
    channels,
    low,
    high,
  };
  const size = rows.length * columns.length * channels;
  const outSize = rows.count * columns.count * channels;
  return () => {
    for (let begin = 0, at = 0; begin < x.length; begin += size, at += outSize) kernel(x, begin, windows, out, at);
  };
}
