import type { AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d, PoolOrder } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { PoolConstants } from '../../kernels/calls/averagePool.js';
import type { PoolAxis } from '../../kernels/poolWindows.js';
import { activationCodes } from '../elementwise/activationCodes.js';
import { codesOf } from '../codes.js';
import type { Lower } from '../op.js';
import { poolAxis } from './pool.js';
import { pool2dAxes } from './pool2d.js';

type Pool = AveragePool1d | AveragePool2d | MaxPool1d | MaxPool2d;

/**
 * A pool of codes, by the kernel of its name: input and output have the same params.
 *
 * @internal
 */
export const lowerPool: Lower<Pool> = (layer, [given], made, { rules }) => {
  const [input, output] = [codesOf(layer, given), codesOf(layer, made)];
  const limits = activationCodes('activation' in layer ? layer.activation : 'none', output.params);
  const constants = { ...windowsOf(layer, input.shape), ...limits };
  const largest = layer.type === 'maxPool1d' || layer.type === 'maxPool2d';
  if (largest) return { kernel: 'maxPool', constants };
  const bytes = output.params.qmax - output.params.qmin < 256;
  if (rules.pool === 'codes' || !bytes) return { kernel: 'averagePool', constants };
  const [scale, zeroPoint] = [input.params.scale[0], input.params.zeroPoint[0]];
  const [outScale, outZeroPoint] = [output.params.scale[0], output.params.zeroPoint[0]];
  const order = ('order' in layer ? layer.order : undefined) ?? orderOf(layer, constants);
  return { kernel: 'averagePoolReal', constants: { ...constants, order, scale, zeroPoint, outScale, outZeroPoint } };
};

/**
 * The windows of a pool; one along time is over a plane of one column.
 *
 * @internal
 */
export function windowsOf(layer: Pool, shape: readonly number[]): Omit<PoolConstants, 'low' | 'high'> {
  if (!('activation' in layer)) {
    const [time, channels] = shape.slice(-2);
    const one = { length: 1, count: 1, size: 1, stride: 1, before: 0 };
    return { rows: poolAxis(layer, layer, time), columns: one, channels };
  }
  const [height, width, channels] = shape.slice(-3);
  const [rows, columns] = pool2dAxes(layer, height, width);
  if (layer.type === 'averagePool2d' && layer.countPadding && (isPadded(rows) || isPadded(columns))) {
    throw networkError(
      layerNamed(layer),
      'padding that counts in a mean of codes must be an explicit pad layer before it',
      'countPadding with windows that reach into the padding',
    );
  }
  return { rows, columns, channels };
}

/** Whether a window reaches beyond an end of the axis. */
function isPadded({ length, count, size, stride, before }: PoolAxis): boolean {
  return before > 0 || (count - 1) * stride - before + size > length;
}

/**
 * The order in which ONNX Runtime sums a window.
 *
 * @internal
 *
 * @see ONNX Runtime, `MlasPool`: global, vector and generic kernels
 */
export function orderOf(layer: Pool, { rows, columns }: Pick<PoolConstants, 'rows' | 'columns'>): PoolOrder {
  const axes = 'activation' in layer ? [rows, columns] : [rows];
  if (axes.every(({ length, size, stride, before }) => size === length && stride === 1 && before === 0)) return 'lanes';
  const small = axes.every(({ size }) => size <= 32);
  return axes.length === 2 && columns.stride <= 2 && small && paddedLength(columns) <= ROOM ? 'columns' : 'rows';
}

/** Entries of an axis with the padding on both sides. */
function paddedLength({ length, count, size, stride, before }: PoolAxis): number {
  return before + Math.max(length, (count - 1) * stride + size - before);
}

/** Elements of a row that ONNX Runtime has room for, with its padding. */
const ROOM = 2045;
