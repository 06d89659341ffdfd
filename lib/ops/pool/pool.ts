import { checkInteger } from '../../check.js';
import type { AveragePool1d, MaxPool1d, Padding1d } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { type PoolAxis, windowBounds } from '../../kernels/poolWindows.js';
import type { Shape } from '../../graph/tensor.js';
import type { Fields } from '../../graph/fields.js';
import { trailingAxes } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { padding1dOption } from '../weighted/windowOptions.js';
import { windowing, type Windows } from '../weighted/windowing.js';

/** The fields of a pool. */
export function readPool(fields: Fields): Pick<AveragePool1d, 'size' | 'stride' | 'padding'> {
  return {
    size: fields.integer('size'),
    stride: fields.integer('stride'),
    padding: fields.padding1d('padding'),
  };
}

/** The order of sums, where a pool says it. */
export function poolOrder(fields: Fields): Pick<AveragePool1d, 'order'> {
  const order = fields.maybeOneOf('order', ['columns', 'rows', 'lanes']);
  return { ...(order && { order }) };
}

/** (..., time, channels) -> (..., time', channels). */
export function poolShape(layer: AveragePool1d | MaxPool1d, inputs: readonly Shape[]): Shape {
  const { lead, axes } = trailingAxes(layer, inputs, 'time, channels');
  const [time, channels] = axes;
  return [...lead, poolCount(layer, layer, time), channels];
}

/**
 * How many windows there are along an axis.
 *
 * @throws {FormatError} when one lies wholly in the padding
 */
export function poolCount(layer: Parameters<typeof windowing>[0], windows: Windows, length: number): number {
  const { count, before } = windowing(layer, windows, length);
  const last = (count - 1) * windows.stride - before;
  if (before >= windows.size || last >= length) {
    const window = before >= windows.size ? 0 : count - 1;
    throw networkError(
      layerNamed(layer),
      'each window must hold a sample of the input',
      `only padding in window ${window}`,
    );
  }
  return count;
}

/** The windows of a pool along an axis. */
export function poolAxis(layer: Parameters<typeof windowing>[0], windows: Windows, length: number): PoolAxis {
  const { count, before } = windowing(layer, windows, length);
  return { length, count, size: windows.size, stride: windows.stride, before };
}

/** The entries [from, to) of an axis that each window pools, flat: from0, to0, from1, to1, ... */
export function poolWindows(layer: Parameters<typeof windowing>[0], windows: Windows, length: number): Int32Array {
  return windowBounds(poolAxis(layer, windows, length));
}

/** Options of the pooling layers. */
export interface PoolOptions extends LayerPlanOptions {
  /** Samples of a window, an integer of at least 1. */
  readonly size: number;
  /** Samples from window to window. Defaults to `size`. */
  readonly stride?: number;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: Padding1d;
}

/** A pooling layer for {@link sequential}. */
export function poolPlan(
  type: 'averagePool1d' | 'maxPool1d',
  { size, stride = size, padding = 'valid', name }: PoolOptions,
): LayerPlan {
  checkInteger(type, 'size', size, 1);
  checkInteger(type, 'stride', stride, 1);
  const fields = { size, stride, padding: padding1dOption(type, padding) };
  return { type, name, build: at => ({ type, ...at, ...fields }) };
}
