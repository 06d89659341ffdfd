import { inferShapes } from '../shapes.js';
import type { Conv1d, Conv2d, Layer, Margin, Slice } from '../../graph/network.js';
import { takersOf } from '../../graph/graph.js';
import type { Shape } from '../../graph/tensor.js';
import { convolutionMargins, convolutionWindows, withPadding } from '../convolutionMargins.js';
import type { GraphPass } from './graphPass.js';

/**
 * Makes a slice that cuts off the first and last outputs of a convolution, along time, or height and width, part of the convolution's
 * margins, where nobody else takes the convolution. The network computes the same, bit for bit.
 */
export const foldCropping: GraphPass = {
  name: 'foldCropping',
  run(network) {
    const shapes = inferShapes(network);
    const takers = takersOf(network);
    const byName = new Map(network.layers.map(layer => [layer.name, layer]));
    const cropped = new Set<string>();
    const layers = network.layers.map((layer): Layer => {
      const before = layer.type === 'slice' ? byName.get(layer.inputs[0]) : undefined;
      if (layer.type !== 'slice' || (before?.type !== 'conv1d' && before?.type !== 'conv2d')) return layer;
      if (takers.get(before.name) !== 1) return layer;
      const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
      const made = withoutEdges(before, layer, shapeOf(before.inputs[0]), shapeOf(before.name));
      if (made) cropped.add(before.name);
      return made ?? layer;
    });
    return cropped.size === 0 ? network : { ...network, layers: layers.filter(layer => !cropped.has(layer.name)) };
  },
};

/** The convolution that makes only what a slice leaves; undefined where it cuts other axes, or leaves gaps. */
function withoutEdges(layer: Conv1d | Conv2d, slice: Slice, input: Shape, output: Shape): Layer | undefined {
  const { name, begin, size, step } = slice;
  const windows = convolutionWindows(layer);
  const first = output.length - 1 - windows.length;
  const inside = (axis: number) => axis >= first && axis < output.length - 1;
  if (step.some(by => by !== 1) || output.some((length, axis) => !inside(axis) && size[axis] !== length)) {
    return undefined;
  }
  const margins = convolutionMargins(layer, input).map(([before], k): Margin => {
    const { size: taps, stride, dilation = 1 } = windows[k];
    const from = before - begin[first + k] * stride;
    const reach = (size[first + k] - 1) * stride + dilation * (taps - 1) + 1;
    return [from, reach - input[first + k] - from];
  });
  return { ...withPadding(layer, margins), name };
}
