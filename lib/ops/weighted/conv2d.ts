import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Conv2d, Padding2d, Pair } from '../../graph/network.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from '../elementwise/activations.js';
import { dot } from './dot.js';
import { firstChannels } from '../../kernels/sums/firstChannels.js';
import { requireGroups } from './groups.js';
import { lowerConvolution } from './lowerConvolution.js';
import { type Op, requireShape, trailingAxes } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { planeWindows } from './planeWindows.js';
import { padding2dOption, pairOption } from './windowOptions.js';
import { windowing, type Windows } from './windowing.js';
import { windowTaps } from './windowTaps.js';
import { onTrailingAxes, whole } from '../time.js';
import { paddingBeside, windowColumns } from './windowColumns.js';

/** Cross-correlation over height and width; padding counts as zeros. */
export const conv2dOp: Op<Conv2d> = {
  type: 'conv2d',
  traits: { codes: 'own', action: 'sum' },
  time: onTrailingAxes(3, (layer, axis, input) => {
    if (axis === 2) return whole('sums over time as over channels');
    const own = axis + input.length - 3;
    return windowColumns(layer, kernelWindows(layer)[axis], input, own, () => ({
      ...layer,
      padding: paddingBeside(layer, kernelWindows(layer), input, axis),
    }));
  }),
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.bias('bias'),
    stride: fields.pair('stride'),
    padding: fields.padding2d('padding'),
    dilation: fields.pair('dilation'),
    groups: fields.integer('groups'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'height, width, channels');
    const [height, width, channels] = axes;
    const { weights, bias, groups } = layer;
    requireGroups(layer, groups, channels, weights.shape[0] ?? 0);
    requireShape(layer, 'weights', weights.shape, 'out, kernel height, kernel width, in / groups', [
      0,
      0,
      0,
      channels / groups,
    ]);
    const [filters] = weights.shape;
    requireShape(layer, 'bias', bias.shape, 'out', [filters]);
    const [rows, columns] = kernelWindows(layer);
    return [...lead, windowing(layer, rows, height).count, windowing(layer, columns, width).count, filters];
  },
  macs: (layer, _inputs, output) => (elementsOf(output) / layer.weights.shape[0]) * layer.weights.data.length,
  integer(layer, [input], output, dialect) {
    const [height, width, channels] = input.shape.slice(-3);
    return lowerConvolution(layer, kernelWindows(layer), [height, width, channels], input, output, dialect);
  },
  float(layer, [{ data: x, shape: inShape }], { data: out, shape: outShape }) {
    const [height, width, channels] = inShape.slice(-3);
    const [outHeight, outWidth, filters] = outShape.slice(-3);
    const [, kernelHeight, kernelWidth, taps] = layer.weights.shape;
    const [strideY, strideX] = layer.stride;
    const [dilationY, dilationX] = layer.dilation;
    const [rows, columns] = kernelWindows(layer);
    const [along, across] = [windowing(layer, rows, height), windowing(layer, columns, width)];
    const [tapsY, tapsX] = [windowTaps(along, rows, height), windowTaps(across, columns, width)];
    const [w, b] = [realValues(layer.weights), realValues(layer.bias)];
    const [low, high] = activationLimits[layer.activation];
    const channel = firstChannels(layer.groups, channels, filters);
    // the taps of a row lie evenly, and make one sum, when they are single channels, or undilated and all channels
    const even = taps === 1 || (dilationX === 1 && taps === channels);
    const step = taps === 1 ? dilationX * channels : 1;
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += height * width * channels) {
        for (let i = 0; i < outHeight; i++) {
          const y = i * strideY - along.before;
          for (let j = 0; j < outWidth; j++) {
            const [firstX, behindX] = [tapsX[2 * j], tapsX[2 * j + 1]];
            const inside = behindX - firstX;
            const [runs, run] = even ? [1, inside * taps] : [inside, taps];
            const column = begin + (j * strideX - across.before + firstX * dilationX) * channels;
            for (let o = 0; o < filters; o++) {
              let sum = b[o];
              for (let ky = tapsY[2 * i]; ky < tapsY[2 * i + 1]; ky++) {
                // W (out, kernel height, kernel width, in / groups), x (batch, height, width, in)
                let p = ((o * kernelHeight + ky) * kernelWidth + firstX) * taps;
                let q = column + (y + ky * dilationY) * width * channels + channel[o];
                for (let r = 0; r < runs; r++, p += taps, q += dilationX * channels) {
                  sum = dot(sum, w, p, x, q, run, step);
                }
              }
              out[at++] = sum < low ? low : sum > high ? high : sum;
            }
          }
        }
      }
    };
  },
};

/** The windows of a convolution along height and width. */
function kernelWindows(layer: Conv2d): readonly [height: Windows, width: Windows] {
  const [, height, width] = layer.weights.shape;
  return planeWindows([height, width], layer);
}

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends LayerPlanOptions {
  /** Number of output channels, an integer of at least 1. */
  readonly filters: number;
  /** Taps along height and width, integers of at least 1; one number stands for both. */
  readonly kernel: number | Pair;
  /** Samples from window to window. Defaults to 1. */
  readonly stride?: number | Pair;
  /** Samples from tap to tap. Defaults to 1. */
  readonly dilation?: number | Pair;
  /** Groups of channels that are convolved apart; must divide the channels in and out. Defaults to 1. */
  readonly groups?: number;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: Padding2d;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (filters, kernel height, kernel width, in / groups), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (filters); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

const OPTIONS: OptionKeys<Conv2dOptions> = {
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

/** A convolution over height and width for {@link sequential}. */
export function conv2d(options: Conv2dOptions): LayerPlan {
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
  } = checkOptions('conv2d', options, OPTIONS);
  checkInteger('conv2d', 'filters', filters, 1);
  checkInteger('conv2d', 'groups', groups, 1);
  checkOneOf('conv2d', 'activation', activation, activations);
  const [height, width] = pairOption('conv2d', 'kernel', kernel);
  const fields = {
    stride: pairOption('conv2d', 'stride', stride),
    padding: padding2dOption('conv2d', padding),
    dilation: pairOption('conv2d', 'dilation', dilation),
    groups,
    activation,
  };
  return {
    type: 'conv2d',
    name,
    build(at, [input], random) {
      const channels = Math.floor((input.at(-1) ?? 0) / groups); // what does not fit is refused with the shape
      const shape = [filters, height, width, channels];
      return {
        type: 'conv2d',
        ...at,
        weights: constant('conv2d', 'weights', shape, weights, heNormal(random, height * width * channels)),
        bias: constant('conv2d', 'bias', [filters], bias, () => 0),
        ...fields,
      };
    },
  };
}
