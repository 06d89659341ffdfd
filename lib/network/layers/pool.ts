import { checkInteger, checkOneOf } from '../../check.js';
import type { AveragePool1d, MaxPool1d } from '../network.js';
import type { Shape } from '../tensor.js';
import { paddings } from './conv1d.js';
import type { Fields } from './fields.js';
import { onlyInput } from './layerKind.js';
import type { LayerPlan, LayerPlanOptions } from './layerPlan.js';
import { windowing } from './windowing.js';

/** The fields of a pool. */
export function readPool(fields: Fields): Pick<AveragePool1d, 'size' | 'stride' | 'padding'> {
  return {
    size: fields.integer('size'),
    stride: fields.integer('stride'),
    padding: fields.oneOf('padding', paddings),
  };
}

/** (time, channels) -> (time', channels). */
export function poolShape(layer: AveragePool1d | MaxPool1d, inputs: readonly Shape[]): Shape {
  const [time, channels] = onlyInput(layer, inputs, ['time, channels']);
  return [windowing(layer, time, layer.size).outTime, channels];
}

/** The samples [from, to) of the input that each output sample pools, flat: from0, to0, from1, to1, ... */
export function poolWindows(layer: AveragePool1d | MaxPool1d, time: number): Int32Array {
  const { outTime, before } = windowing(layer, time, layer.size);
  const windows = new Int32Array(2 * outTime);
  for (let t = 0; t < outTime; t++) {
    const begin = t * layer.stride - before;
    windows[2 * t] = Math.max(begin, 0);
    windows[2 * t + 1] = Math.min(begin + layer.size, time);
  }
  return windows;
}

/** Options of the pooling layers. */
export interface PoolOptions extends LayerPlanOptions {
  /** Samples of a window, an integer of at least 1. */
  readonly size: number;
  /** Samples from window to window. Defaults to `size`. */
  readonly stride?: number;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: 'valid' | 'same';
}

/** A pooling layer for {@link sequential}. */
export function poolPlan(
  type: 'averagePool1d' | 'maxPool1d',
  { size, stride = size, padding = 'valid', name }: PoolOptions,
): LayerPlan {
  checkInteger(type, 'size', size, 1);
  checkInteger(type, 'stride', stride, 1);
  checkOneOf(type, 'padding', padding, paddings);
  return { type, name, build: at => ({ type, ...at, size, stride, padding }) };
}
