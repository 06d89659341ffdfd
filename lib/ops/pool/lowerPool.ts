import type { AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { PoolConstants } from '../../kernels/calls/averagePool.js';
import { activationCodes } from '../elementwise/activationCodes.js';
import { codesOf } from '../codes.js';
import type { Lower } from '../op.js';
import { poolWindows } from './pool.js';
import { pool2dWindows } from './pool2d.js';

type Pool = AveragePool1d | AveragePool2d | MaxPool1d | MaxPool2d;

/**
 * A pool of codes, by the kernel of its name: input and output have the same params.
 *
 * @internal
 */
export const lowerPool: Lower<Pool> = (layer, [given], made) => {
  const [input, output] = [codesOf(layer, given), codesOf(layer, made)];
  const limits = activationCodes('activation' in layer ? layer.activation : 'none', output.params);
  const constants = { ...windowsOf(layer, input.shape), ...limits };
  const largest = layer.type === 'maxPool1d' || layer.type === 'maxPool2d';
  return { kernel: largest ? 'maxPool' : 'averagePool', constants };
};

/** A pool along time is one over a plane of one column. */
function windowsOf(layer: Pool, shape: readonly number[]): Omit<PoolConstants, 'low' | 'high'> {
  if (!('activation' in layer)) {
    const [time, channels] = shape.slice(-2);
    const rows = poolWindows(layer, layer, time);
    return { rows, columns: Int32Array.of(0, 1), width: 1, channels, size: time * channels };
  }
  const [height, width, channels] = shape.slice(-3);
  const [rows, columns] = pool2dWindows(layer, height, width);
  if (layer.type === 'averagePool2d' && layer.countPadding) refusePadding(layer, rows, columns);
  return { rows, columns, width, channels, size: height * width * channels };
}

/** Padding that counts is a layer of its own in integer networks. */
function refusePadding(layer: AveragePool2d, rows: Int32Array, columns: Int32Array): void {
  const whole = (bounds: Int32Array, size: number) =>
    bounds.every((to, k) => k % 2 === 0 || to - bounds[k - 1] === size);
  if (!whole(rows, layer.size[0]) || !whole(columns, layer.size[1])) {
    throw networkError(
      layerNamed(layer),
      'padding that counts in a mean of codes must be an explicit pad layer before it',
      'countPadding with windows that reach into the padding',
    );
  }
}
