import type { Activation, BatchNormalization, Binary, Conv1d, Layer, Tensor } from '../../graph/network.js';
import { elementsOf, realValues, type Shape } from '../../graph/tensor.js';
import { inferShapes } from '../shapes.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Makes of every batch normalization, and of sums, differences, products and quotients with a constant that has one entry a channel, or
 * one entry, a depthwise convolution of one tap; other quotients by a constant become products. Tensors keep their names.
 *
 * In integers that is one rounding, with weights that lose nothing: a channel's only weight is its scale's largest code. Outputs agree
 * within float rounding. Tensors of fewer than two axes are left.
 */
export const convolveChannels: GraphPass = {
  name: 'convolveChannels',
  run(network) {
    const found = (layer: Layer) => layer.type === 'batchNormalization' || (isArithmetic(layer) && !layer.params);
    if (!network.layers.some(found)) return network;
    const shapes = inferShapes(network);
    const constants = new Map(
      network.layers.flatMap(l => (l.type === 'constant' && !l.params ? [[l.name, l.value]] : [])),
    );
    return editLayers(network, layer => {
      const shape = shapes.get(layer.name) ?? [];
      const affine = layer.params || shape.length < 2 ? undefined : channelAffine(layer, shapes, constants);
      return affine ? convolution(layer, affine, shape.at(-1) ?? 1) : layer;
    });
  },
};

/** scale * x + shift, entries for each channel or one for all. */
interface ChannelAffine {
  readonly source: string;
  readonly scale: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
  readonly activation: Activation;
}

type Arithmetic = Binary & { readonly type: 'add' | 'sub' | 'mul' | 'div' };

function isArithmetic(layer: Layer): layer is Arithmetic {
  return layer.type === 'add' || layer.type === 'sub' || layer.type === 'mul' || layer.type === 'div';
}

function channelAffine(
  layer: Layer,
  shapes: ReadonlyMap<string, Shape>,
  constants: ReadonlyMap<string, Tensor>,
): ChannelAffine | undefined {
  if (layer.type === 'batchNormalization') return normalization(layer);
  if (!isArithmetic(layer)) return undefined;
  const { type, activation } = layer;
  const [a, b] = layer.inputs.map(name => constants.get(name));
  if ((a === undefined) === (b === undefined)) return undefined;
  const [source, constant] = b ? [layer.inputs[0], b] : [layer.inputs[1], a as Tensor];
  const shape = shapes.get(source) ?? [];
  if (!perChannel(constant.shape, shape)) return undefined;
  const c = Float64Array.from(realValues(constant));
  const [ones, zeros] = [Float64Array.of(1), Float64Array.of(0)];
  switch (type) {
    case 'add':
      return { source, scale: ones, shift: c, activation };
    case 'sub':
      return b
        ? { source, scale: ones, shift: c.map(x => 0 - x), activation }
        : { source, scale: Float64Array.of(-1), shift: c, activation };
    case 'mul':
      return { source, scale: c, shift: zeros, activation };
    case 'div':
      return b && c.every(x => x !== 0) ? { source, scale: c.map(x => 1 / x), shift: zeros, activation } : undefined;
  }
}

/** Whether a constant has one entry, or one a channel, and the other operand the shape of the result. */
function perChannel(constant: Shape, shape: Shape): boolean {
  if (constant.length > shape.length) return false;
  const elements = elementsOf(constant);
  return elements === 1 || (constant.at(-1) === shape.at(-1) && elements === shape.at(-1));
}

function normalization({ inputs: [source], ...layer }: BatchNormalization): ChannelAffine {
  const [g, b, m, v] = [layer.scale, layer.bias, layer.mean, layer.variance].map(realValues);
  const scale = Float64Array.from(g, (x, c) => x / Math.sqrt(v[c] + layer.epsilon));
  return { source, scale, shift: Float64Array.from(b, (x, c) => x - m[c] * scale[c]), activation: 'none' };
}

function convolution({ name }: Layer, { source, scale, shift, activation }: ChannelAffine, channels: number): Conv1d {
  const all = (list: ArrayLike<number>) =>
    Float32Array.from({ length: channels }, (_, c) => list[list.length === 1 ? 0 : c]);
  return {
    type: 'conv1d',
    name,
    inputs: [source],
    weights: { shape: [channels, 1, 1], data: all(scale) },
    bias: { shape: [channels], data: all(shift) },
    stride: 1,
    padding: 'valid',
    dilation: 1,
    groups: channels,
    activation,
  };
}
