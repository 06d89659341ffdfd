import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, ConvTranspose2d, Margin, Pair } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, realValues, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from '../elementwise/activations.js';
import { dot } from './dot.js';
import { firstChannels } from '../../kernels/sums/firstChannels.js';
import { requireGroups } from './groups.js';
import { transposedPhases } from '../../kernels/sums/transposedPhases.js';
import { lowerSums } from './lowerSums.js';
import { requirePadding } from './requirePadding.js';
import { type Op, requireShape, trailingAxes } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { marginsOption, pairOption } from './windowOptions.js';
import { onTrailingAxes, whole } from '../time.js';

/** The transpose of a convolution over height and width. */
export const convTranspose2dOp: Op<ConvTranspose2d> = {
  type: 'convTranspose2d',
  traits: { codes: 'own', action: 'sum' },
  time: onTrailingAxes(3, () => whole('spreads each column over several')),
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.bias('bias'),
    stride: fields.pair('stride'),
    dilation: fields.pair('dilation'),
    crop: fields.margins('crop') as ConvTranspose2d['crop'], // of two, which `shape` checks
    groups: fields.integer('groups'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'height, width, channels');
    const [height, width, channels] = axes;
    const { weights, bias, stride, dilation, crop, groups } = layer;
    requireGroups(layer, groups, channels, weights.shape[0] ?? 0);
    requireShape(layer, 'weights', weights.shape, 'out, kernel height, kernel width, in / groups', [
      0,
      0,
      0,
      channels / groups,
    ]);
    const [filters, kernelHeight, kernelWidth] = weights.shape;
    requireShape(layer, 'bias', bias.shape, 'out', [filters]);
    if (crop.length !== 2) {
      throw networkError(
        layerNamed(layer),
        'crop must have margins of height and width',
        `${(crop as readonly Margin[]).length}`,
      );
    }
    const plane = [
      spread(height, stride[0], dilation[0], kernelHeight) - crop[0][0] - crop[0][1],
      spread(width, stride[1], dilation[1], kernelWidth) - crop[1][0] - crop[1][1],
    ];
    if (plane.some(length => length < 1)) {
      throw networkError(layerNamed(layer), 'crop must leave a sample of height and of width', showShape(plane));
    }
    return [...lead, ...plane, filters];
  },
  macs: (layer, [input]) => (elementsOf(input) / (input.at(-1) ?? 1)) * layer.weights.data.length,
  integer(layer, [input], output, dialect) {
    const [height, width, channels] = input.shape.slice(-3);
    const [outHeight, outWidth] = output.shape.slice(-3);
    const { weights, stride, dilation, crop, groups } = layer;
    const reach = (axis: 0 | 1, length: number) => {
      const [first, end] = [-crop[axis][0], length - 1 + crop[axis][0]];
      const back = (weights.shape[axis + 1] - 1) * dilation[axis];
      return { first: -Math.ceil((back + Math.max(first, 0)) / stride[axis]), last: Math.ceil(end / stride[axis]) };
    };
    requirePadding(layer, [height, width, channels], [reach(0, outHeight), reach(1, outWidth)]);
    const taps = { padded: true, sets: phaseTaps(layer, [outHeight, outWidth]) };
    const { constants, accumulators } = lowerSums(layer, input, output, dialect, taps);
    return {
      kernel: 'transposedConvolution',
      constants: {
        ...constants,
        plane: [height, width, channels],
        made: [outHeight, outWidth],
        kernel: [weights.shape[1], weights.shape[2]],
        stride,
        dilation,
        before: [crop[0][0], crop[1][0]],
        groups,
      },
      accumulators,
    };
  },
  float(layer, [{ data: x, shape: inShape }], { data: out, shape: outShape }) {
    const [height, width, channels] = inShape.slice(-3);
    const [outHeight, outWidth, filters] = outShape.slice(-3);
    const { stride, dilation, crop } = layer;
    const [, kernelHeight, kernelWidth, taps] = layer.weights.shape;
    const rows = contributions(kernelHeight, stride[0], dilation[0], crop[0][0], height, outHeight);
    const columns = contributions(kernelWidth, stride[1], dilation[1], crop[1][0], width, outWidth);
    const [w, b] = [realValues(layer.weights), realValues(layer.bias)];
    const [low, high] = activationLimits[layer.activation];
    const channel = firstChannels(layer.groups, channels, filters);
    return () => {
      for (let begin = 0, at = 0; begin < x.length; begin += height * width * channels) {
        for (let i = 0; i < outHeight; i++) {
          const row = rows[i];
          for (let j = 0; j < outWidth; j++) {
            const column = columns[j];
            for (let o = 0; o < filters; o++) {
              let sum = b[o];
              for (let u = 0; u < row.length; u += 2) {
                for (let v = 0; v < column.length; v += 2) {
                  // W (out, kernel height, kernel width, in / groups), x (batch, height, width, in)
                  const p = ((o * kernelHeight + row[u]) * kernelWidth + column[v]) * taps;
                  const q = begin + (row[u + 1] * width + column[v + 1]) * channels + channel[o];
                  sum = dot(sum, w, p, x, q, taps, 1);
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

/** The taps that meet in each phase of the output. */
function phaseTaps({ weights, stride, dilation, crop }: ConvTranspose2d, made: Pair): Int32Array[] {
  const [, kernelHeight, kernelWidth, depth] = weights.shape;
  const rows = transposedPhases(kernelHeight, stride[0], dilation[0], crop[0][0], made[0]);
  const columns = transposedPhases(kernelWidth, stride[1], dilation[1], crop[1][0], made[1]);
  const tap = (y: number, x: number) => Array.from({ length: depth }, (_, c) => (y * kernelWidth + x) * depth + c);
  return rows.flatMap(row =>
    columns.map(column => Int32Array.from(row.taps.flatMap(y => column.taps.flatMap(x => tap(y, x))))),
  );
}

/** Samples that an axis spreads over, before the crop. */
function spread(length: number, stride: number, dilation: number, kernel: number): number {
  return (length - 1) * stride + dilation * (kernel - 1) + 1;
}

/**
 * What each output entry of an axis is made of, flat: tap 0, input entry 0, tap 1, input entry 1, ... of those with
 * `entry * stride + tap * dilation = output + before`.
 *
 * @internal
 */
function contributions(
  kernel: number,
  stride: number,
  dilation: number,
  before: number,
  length: number,
  outLength: number,
): readonly Int32Array[] {
  const pairs = Array.from({ length: outLength }, (): number[] => []);
  for (let k = 0; k < kernel; k++) {
    for (let entry = 0; entry < length; entry++) {
      const at = entry * stride + k * dilation - before;
      if (at >= 0 && at < outLength) pairs[at].push(k, entry);
    }
  }
  return pairs.map(list => Int32Array.from(list));
}

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions extends LayerPlanOptions {
  /** Number of output channels, an integer of at least 1. */
  readonly filters: number;
  /** Taps along height and width, integers of at least 1; one number stands for both. */
  readonly kernel: number | Pair;
  /** Output samples from input sample to input sample. Defaults to 1. */
  readonly stride?: number | Pair;
  /** Output samples from tap to tap. Defaults to 1. */
  readonly dilation?: number | Pair;
  /** Output samples to cut off at the edges of height and of width; negative ones are added. Defaults to none. */
  readonly crop?: readonly [height: Margin, width: Margin];
  /** Groups of channels that are convolved apart; must divide the channels in and out. Defaults to 1. */
  readonly groups?: number;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (filters, kernel height, kernel width, in / groups), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (filters); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

const noCrop = [
  [0, 0],
  [0, 0],
] as const;

const OPTIONS: OptionKeys<ConvTranspose2dOptions> = {
  filters: true,
  kernel: true,
  stride: true,
  dilation: true,
  crop: true,
  groups: true,
  activation: true,
  weights: true,
  bias: true,
  name: true,
};

/** A transposed convolution over height and width for {@link sequential}. */
export function convTranspose2d(options: ConvTranspose2dOptions): LayerPlan {
  const {
    filters,
    kernel,
    stride = 1,
    dilation = 1,
    crop = noCrop,
    groups = 1,
    activation = 'none',
    weights,
    bias,
    name,
  } = checkOptions('convTranspose2d', options, OPTIONS);
  checkInteger('convTranspose2d', 'filters', filters, 1);
  checkInteger('convTranspose2d', 'groups', groups, 1);
  checkOneOf('convTranspose2d', 'activation', activation, activations);
  const [height, width] = pairOption('convTranspose2d', 'kernel', kernel);
  const fields = {
    stride: pairOption('convTranspose2d', 'stride', stride),
    dilation: pairOption('convTranspose2d', 'dilation', dilation),
    crop: marginsOption('convTranspose2d', 'crop', crop),
    groups,
    activation,
  };
  return {
    type: 'convTranspose2d',
    name,
    build(at, [input], random) {
      const channels = Math.floor((input.at(-1) ?? 0) / groups); // what does not fit is refused with the shape
      const shape = [filters, height, width, channels];
      return {
        type: 'convTranspose2d',
        ...at,
        weights: constant('convTranspose2d', 'weights', shape, weights, heNormal(random, height * width * channels)),
        bias: constant('convTranspose2d', 'bias', [filters], bias, () => 0),
        ...fields,
      };
    },
  };
}
