import type { Margin, Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { type Constant, reals, type Value, weightsOf } from '../reading/values.js';
import { type Handlers, reshape, toChannelsLast, toChannelsSecond } from './handler.js';
import { axisWindows, halves, padding1d, padding2d } from './windows.js';

/**
 * Convolutions along one or two axes.
 *
 * @internal
 */
export const conv = {
  Conv: node => convolution(node, node.activation(0), node.constant(1, 'weights'), biasOf(node)),
  ConvTranspose: node => transposedConvolution(node, node.activation(0), node.constant(1, 'weights'), biasOf(node)),
} satisfies Handlers;

function biasOf(node: NodeReader): Constant | undefined {
  return node.has(2) ? node.constant(2, 'a bias') : undefined;
}

/**
 * Conv of (N, C, ...) with weights (M, C / groups, ...).
 *
 * @param made what the output is, where it is codes
 */
export function convolution(
  node: NodeReader,
  x: Value,
  w: Constant,
  b: Constant | undefined,
  made: Parameters<NodeReader['emit']>[2] = {},
): Value {
  const rank = w.shape.length;
  const size = kernelOf(node, x, w);
  const { stride, dilation, margins } = axisWindows(node, size, x.shape.slice(2));
  const groups = node.integer('group', 1);
  const weights = weightsOf(w, [0, ...size.map((_, k) => k + 2), 1]);
  const bias = b ? weightsOf(b, [0]) : zeros(weights.shape[0]);
  const common = { weights, bias, groups, activation: 'none' } as const;
  const y =
    rank === 3
      ? node.emit(
          { type: 'conv1d', ...common, stride: stride[0], dilation: dilation[0], padding: padding1d(margins) },
          [toChannelsLast(node, x)],
          made,
        )
      : node.emit(
          {
            type: 'conv2d',
            ...common,
            stride: [stride[0], stride[1]],
            dilation: [dilation[0], dilation[1]],
            padding: padding2d(margins),
          },
          [toChannelsLast(node, x)],
          made,
        );
  return toChannelsSecond(node, y);
}

/** ConvTranspose of (N, C, ...) with weights (C, M / groups, ...); along one axis as an image of height 1. */
function transposedConvolution(node: NodeReader, x: Value, w: Constant, b: Constant | undefined): Value {
  const size = kernelOf(node, x, w);
  const groups = node.integer('group', 1);
  const crop = cropOf(node, size, x.shape.slice(2));
  const { stride, dilation, margins } = crop;
  const weights = transposedWeights(node, w, groups);
  const bias = b ? weightsOf(b, [0]) : zeros(weights.shape[0]);
  const last = toChannelsLast(node, x);
  const line = size.length === 1;
  const [batch, length, channels] = last.shape;
  const y = node.emit(
    {
      type: 'convTranspose2d',
      weights: line ? { ...weights, shape: [weights.shape[0], 1, weights.shape[1], weights.shape[2]] } : weights,
      bias,
      groups,
      activation: 'none',
      stride: line ? [1, stride[0]] : [stride[0], stride[1]],
      dilation: line ? [1, dilation[0]] : [dilation[0], dilation[1]],
      crop: line ? [[0, 0], margins[0]] : [margins[0], margins[1]],
    },
    [line ? reshape(node, last, [batch, 1, length, channels]) : last],
  );
  return toChannelsSecond(node, line ? reshape(node, y, [batch, y.shape[2], y.shape[3]]) : y);
}

/** (C, M / groups, ...) -> (M, ..., C / groups). */
function transposedWeights(node: NodeReader, w: Constant, groups: number): Tensor {
  const [channels, perGroup, ...size] = w.shape;
  const axes = size.map((_, k) => k + 2);
  if (groups === 1) return weightsOf(w, [1, ...axes, 0]);
  if (!(groups >= 1) || channels % groups !== 0) {
    throw onnxError(node.where, 'group must divide the channels', `${groups} for ${channels}`);
  }
  const shape = [groups, channels / groups, perGroup, ...size];
  const split = node.emit({ type: 'reshape', shape }, [w]) as Constant; // computed at once
  const { data, params } = weightsOf(split, [0, 2, ...axes.map(axis => axis + 1), 1]);
  return { shape: [groups * perGroup, ...size, channels / groups], data, ...(params && { params }) };
}

/** What is cut off at the edges of a transposed convolution. */
function cropOf(node: NodeReader, size: readonly number[], lengths: readonly number[]) {
  const auto = node.text('auto_pad', 'NOTSET');
  const wanted = node.integers('output_shape', size.length);
  const extra = node.integers('output_padding', size.length) ?? size.map(() => 0);
  const windows = axisWindows(node, size, lengths);
  const { stride, dilation } = windows;
  const margins = size.map((taps, k): Margin => {
    const same = auto.startsWith('SAME');
    if (!wanted && !same) return [windows.margins[k][0], windows.margins[k][1] - extra[k]];
    const out = wanted ? wanted[k] : lengths[k] * stride[k];
    const total = stride[k] * (lengths[k] - 1) + extra[k] + dilation[k] * (taps - 1) + 1 - out;
    const [before, behind] = halves(Math.max(total, 0), auto === 'SAME_UPPER');
    return [before, behind - extra[k] + Math.min(total, 0)];
  });
  return { stride, dilation, margins };
}

/** Taps along each axis. */
function kernelOf(node: NodeReader, x: Value, w: Constant): readonly number[] {
  const size = w.shape.slice(2);
  if (size.length !== 1 && size.length !== 2) throw new Unsupported(`convolution along ${size.length} axes`);
  if (x.shape.length !== w.shape.length) {
    throw onnxError(node.where, `the input must have ${w.shape.length} axes, as the weights`, `${x.shape.length}`);
  }
  const given = node.integers('kernel_shape', size.length);
  if (given?.some((length, k) => length !== size[k])) {
    throw onnxError(
      node.where,
      `kernel_shape must be that of the weights, (${size.join(', ')})`,
      `(${given.join(', ')})`,
    );
  }
  return size;
}

function zeros(length: number): Tensor {
  return weightsOf(reals([length], new Float32Array(length)), [0]);
}
