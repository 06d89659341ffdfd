import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Conv1d, Padding1d } from '../../graph/network.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from '../elementwise/activations.js';
import { dot } from './dot.js';
import { firstChannels } from '../../kernels/sums/firstChannels.js';
import { requireGroups } from './groups.js';
import { lowerConvolution } from './lowerConvolution.js';
import { type Op, requireShape, trailingAxes } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { padding1dOption } from './windowOptions.js';
import { windowing, type Windows } from './windowing.js';
import { windowTaps } from './windowTaps.js';
import { onTrailingAxes, whole } from '../time.js';
import { windowColumns } from './windowColumns.js';

/** Cross-correlation along time; padding counts as zeros. */
export const conv1dOp: Op<Conv1d> = {
  type: 'conv1d',
  traits: { codes: 'own', action: 'sum' },
  time: onTrailingAxes(2, (layer, axis, input) => {
    if (axis === 1) return whole('sums over time as over channels');
    const over = () => ({ ...layer, padding: 'valid' as const });
    return windowColumns(layer, timeWindows(layer), input, input.length - 2, over);
  }),
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.bias('bias'),
    stride: fields.integer('stride'),
    padding: fields.padding1d('padding'),
    dilation: fields.integer('dilation'),
    groups: fields.integer('groups'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'time, channels');
    const [time, channels] = axes;
    const { weights, bias, groups } = layer;
    requireGroups(layer, groups, channels, weights.shape[0] ?? 0);
    requireShape(layer, 'weights', weights.shape, 'out, kernel, in / groups', [0, 0, channels / groups]);
    const [filters] = weights.shape;
    requireShape(layer, 'bias', bias.shape, 'out', [filters]);
    return [...lead, windowing(layer, timeWindows(layer), time).count, filters];
  },
  macs: (layer, _inputs, output) => (elementsOf(output) / layer.weights.shape[0]) * layer.weights.data.length,
  integer(layer, [input], output, dialect) {
    const [time, channels] = input.shape.slice(-2);
    const row = { size: 1, stride: 1, padding: 'valid' } as const; // a plane of one row
    return lowerConvolution(layer, [row, timeWindows(layer)], [1, time, channels], input, output, dialect);
  },
  float(layer, [{ data: x, shape: inShape }], { data: out, shape: outShape }) {
    const { stride, dilation, weights, bias, activation, groups } = layer;
    const [time, channels] = inShape.slice(-2);
    const [outTime, filters] = outShape.slice(-2);
    const [, kernel, taps] = weights.shape;
    const windows = timeWindows(layer);
    const along = windowing(layer, windows, time);
    const inside = windowTaps(along, windows, time);
    const [w, b] = [realValues(weights), realValues(bias)];
    const [low, high] = activationLimits[activation];
    const channel = firstChannels(groups, channels, filters);
    // the taps of a window lie evenly, and make one sum, when they are single channels, or undilated and all channels
    const even = taps === 1 || (dilation === 1 && taps === channels);
    const step = taps === 1 ? dilation * channels : 1;
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += time * channels) {
        for (let t = 0; t < outTime; t++) {
          const [first, count] = [inside[2 * t], inside[2 * t + 1] - inside[2 * t]];
          const [runs, run] = even ? [1, count * taps] : [count, taps];
          const from = begin + (t * stride - along.before + first * dilation) * channels;
          for (let o = 0; o < filters; o++) {
            let sum = b[o];
            // W (out, kernel, in / groups), x (batch, time, in)
            let p = (o * kernel + first) * taps;
            let q = from + channel[o];
            for (let r = 0; r < runs; r++, p += taps, q += dilation * channels) {
              sum = dot(sum, w, p, x, q, run, step);
            }
            out[at++] = sum < low ? low : sum > high ? high : sum;
          }
        }
      }
    };
  },
};

/** The windows of a convolution along time. */
export function timeWindows({ weights, stride, dilation, padding }: Conv1d): Windows {
  return { size: weights.shape[1], stride, dilation, padding };
}

/** Options of {@link conv1d}. */
export interface Conv1dOptions extends LayerPlanOptions {
  /** Number of output channels, an integer of at least 1. */
  readonly filters: number;
  /** Taps along time, an integer of at least 1. */
  readonly kernel: number;
  /** Samples from window to window. Defaults to 1. */
  readonly stride?: number;
  /** Samples from tap to tap. Defaults to 1. */
  readonly dilation?: number;
  /** Groups of channels that are convolved apart; must divide the channels in and out. Defaults to 1. */
  readonly groups?: number;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: Padding1d;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (filters, kernel, in / groups), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (filters); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

const OPTIONS: OptionKeys<Conv1dOptions> = {
  filters: true,
  kernel: true,
  stride: true,
  dilation: true,
  groups: true,
  padding: true,
  activation: true,
  weights: true,
  bias: true,
  name: true,
};

/** A convolution along time for {@link sequential}. */
export function conv1d(options: Conv1dOptions): LayerPlan {
  const {
    filters,
    kernel,
    stride = 1,
    dilation = 1,
    groups = 1,
    padding = 'valid',
    activation = 'none',
    weights,
    bias,
    name,
  } = checkOptions('conv1d', options, OPTIONS);
  checkInteger('conv1d', 'filters', filters, 1);
  checkInteger('conv1d', 'kernel', kernel, 1);
  checkInteger('conv1d', 'stride', stride, 1);
  checkInteger('conv1d', 'dilation', dilation, 1);
  checkInteger('conv1d', 'groups', groups, 1);
  checkOneOf('conv1d', 'activation', activation, activations);
  const margins = padding1dOption('conv1d', padding);
  return {
    type: 'conv1d',
    name,
    build(at, [input], random) {
      const channels = Math.floor((input.at(-1) ?? 0) / groups); // what does not fit is refused with the shape
      const shape = [filters, kernel, channels];
      return {
        type: 'conv1d',
        ...at,
        weights: constant('conv1d', 'weights', shape, weights, heNormal(random, kernel * channels)),
        bias: constant('conv1d', 'bias', [filters], bias, () => 0),
        stride,
        padding: margins,
        dilation,
        groups,
        activation,
      };
    },
  };
}
