import { averageWindows, maxWindows, type PoolWindows } from '../../kernels/poolWindows.js';
import type { Buffer } from '../../engine/executor.js';
import type { Step } from '../layerKind.js';
import { poolWindows } from './pool.js';
import { pool2dWindows } from './pool2d.js';
import type { AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { activationCodes } from '../elementwise/activationCodes.js';
import { codesOf } from '../integerOp.js';

type Pool = AveragePool1d | AveragePool2d | MaxPool1d | MaxPool2d;

/**
 * A pool of codes: input and output have the same params.
 *
 * @internal
 */
export function pool(layer: Pool, given: Buffer, made: Buffer): Step {
  const [input, output] = [codesOf(layer, given), codesOf(layer, made)];
  const windows = windowsOf(layer, input.shape, activationCodes(activationOf(layer), output.params));
  const height = input.shape[input.shape.length - ('activation' in layer ? 3 : 2)];
  const size = height * windows.width * windows.channels;
  const outSize = (windows.rows.length / 2) * (windows.columns.length / 2) * windows.channels;
  const kernel = layer.type === 'maxPool1d' || layer.type === 'maxPool2d' ? maxWindows : averageWindows;
  const [x, out] = [input.data, output.data];
  return () => {
    for (let begin = 0, at = 0; begin < x.length; begin += size, at += outSize) kernel(x, begin, windows, out, at);
  };
}

function activationOf(layer: Pool) {
  return 'activation' in layer ? layer.activation : 'none';
}

/** A pool along time is one over a plane of one column. */
function windowsOf(layer: Pool, shape: readonly number[], limits: { low: number; high: number }): PoolWindows {
  if (!('activation' in layer)) {
    const [time, channels] = shape.slice(-2);
    return { rows: poolWindows(layer, layer, time), columns: Int32Array.of(0, 1), width: 1, channels, ...limits };
  }
  const [height, width, channels] = shape.slice(-3);
  const [rows, columns] = pool2dWindows(layer, height, width);
  if (layer.type === 'averagePool2d' && layer.countPadding) refusePadding(layer, rows, columns);
  return { rows, columns, width, channels, ...limits };
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
