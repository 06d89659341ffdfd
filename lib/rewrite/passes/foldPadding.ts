import { inferShapes } from '../shapes.js';
import type { Conv1d, Conv2d, Layer, Margin, Pad } from '../../graph/network.js';
import { windowing } from '../../ops/weighted/windowing.js';
import type { Shape } from '../../graph/tensor.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Makes padding with zeros along time, or height and width, the margins of the convolutions that take it. The pad is left to
 * `removeUnused`. The network computes the same, bit for bit.
 */
export const foldPadding: GraphPass = {
  name: 'foldPadding',
  run(network) {
    const shapes = inferShapes(network);
    const pads = new Map(network.layers.flatMap(layer => (isZeroPadding(layer) ? [[layer.name, layer]] : [])));
    return editLayers(network, layer => {
      const pad = pads.get(layer.inputs[0]);
      if (!pad || (layer.type !== 'conv1d' && layer.type !== 'conv2d')) return layer;
      return withMargins(layer, pad, shapes.get(pad.name) ?? []) ?? layer;
    });
  },
};

function isZeroPadding(layer: Layer): layer is Pad {
  return layer.type === 'pad' && layer.mode === 'constant' && layer.value === 0;
}

/** The convolution with the pad's margins beside its own; undefined where the pad touches other axes. */
function withMargins(layer: Conv1d | Conv2d, { margins, inputs }: Pad, padded: Shape): Layer | undefined {
  const axes = layer.type === 'conv1d' ? 1 : 2;
  const first = margins.length - 1 - axes;
  const others = margins.filter((_, axis) => axis < first || axis === margins.length - 1);
  if (others.some(([before, behind]) => before !== 0 || behind !== 0)) return undefined;
  const [, ...kernel] = layer.weights.shape;
  const sum = ([a, b]: Margin, [c, d]: Margin): Margin => [a + c, b + d];
  if (layer.type === 'conv1d') {
    const own = marginsOf(layer, kernel[0], layer.stride, layer.dilation, layer.padding, padded[first]);
    return { ...layer, inputs, padding: sum(margins[first], own) };
  }
  const own = [0, 1].map(k => {
    const padding = typeof layer.padding === 'string' ? layer.padding : layer.padding[k];
    return marginsOf(layer, kernel[k], layer.stride[k], layer.dilation[k], padding, padded[first + k]);
  });
  return { ...layer, inputs, padding: [sum(margins[first], own[0]), sum(margins[first + 1], own[1])] };
}

/** Padding along one axis as margins. */
function marginsOf(
  layer: Conv1d | Conv2d,
  size: number,
  stride: number,
  dilation: number,
  padding: Conv1d['padding'],
  length: number,
): Margin {
  if (padding !== 'same') return padding === 'valid' ? [0, 0] : padding;
  const { count, before } = windowing(layer, { size, stride, dilation, padding }, length);
  return [before, Math.max((count - 1) * stride + dilation * (size - 1) + 1 - length, 0) - before];
}
