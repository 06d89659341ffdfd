import { checkOneOf } from '../../check.js';
import type { Activation, AveragePool2d, MaxPool2d, Padding2d, Pair } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { type PoolAxis, windowBounds } from '../../kernels/poolWindows.js';
import { activations } from '../elementwise/activations.js';
import type { Fields } from '../../graph/fields.js';
import { trailingAxes } from '../op.js';
import type { LayerPlanOptions } from '../layerPlan.js';
import { planeWindows } from '../weighted/planeWindows.js';
import { poolAxis, poolCount } from './pool.js';
import { padding2dOption, pairOption } from '../weighted/windowOptions.js';

/** The fields of a pool over height and width. */
type Pool2dFields = Pick<MaxPool2d, 'size' | 'stride' | 'padding' | 'activation'>;

/** Reads them. */
export function readPool2d(fields: Fields): Pool2dFields {
  return {
    size: fields.pair('size'),
    stride: fields.pair('stride'),
    padding: fields.padding2d('padding'),
    activation: fields.oneOf('activation', activations),
  };
}

/** (..., height, width, channels) -> (..., height', width', channels). */
export function pool2dShape(layer: AveragePool2d | MaxPool2d, inputs: readonly Shape[]): Shape {
  const { lead, axes } = trailingAxes(layer, inputs, 'height, width, channels');
  const [height, width, channels] = axes;
  const [along, across] = planeWindows(layer.size, layer);
  return [...lead, poolCount(layer, along, height), poolCount(layer, across, width), channels];
}

/** The windows of a pool along height and along width. */
export function pool2dAxes(
  layer: AveragePool2d | MaxPool2d,
  height: number,
  width: number,
): readonly [rows: PoolAxis, columns: PoolAxis] {
  const [along, across] = planeWindows(layer.size, layer);
  return [poolAxis(layer, along, height), poolAxis(layer, across, width)];
}

/** The rows and the columns [from, to) that each window pools, flat as from {@link poolWindows}. */
export function pool2dWindows(
  layer: AveragePool2d | MaxPool2d,
  height: number,
  width: number,
): readonly [rows: Int32Array, columns: Int32Array] {
  const [rows, columns] = pool2dAxes(layer, height, width);
  return [windowBounds(rows), windowBounds(columns)];
}

/** Options of the pooling layers over height and width. */
export interface Pool2dOptions extends LayerPlanOptions {
  /** Samples of a window along height and width, integers of at least 1; one number stands for both. */
  readonly size: number | Pair;
  /** Samples from window to window. Defaults to `size`. */
  readonly stride?: number | Pair;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: Padding2d;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
}

/** The fields of a pooling layer from its options, checked. */
export function pool2dFields(
  who: string,
  { size, stride = size, padding = 'valid', activation = 'none' }: Pool2dOptions,
): Pool2dFields {
  checkOneOf(who, 'activation', activation, activations);
  return {
    size: pairOption(who, 'size', size),
    stride: pairOption(who, 'stride', stride),
    padding: padding2dOption(who, padding),
    activation,
  };
}
