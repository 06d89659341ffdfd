import type { Conv1d, Conv2d, Margin } from '../graph/network.js';
import type { Shape } from '../graph/tensor.js';
import { marginsOf, type Windows } from '../ops/weighted/windowing.js';

/** The windows of a convolution along each axis of time or space. */
export function convolutionWindows(layer: Conv1d | Conv2d): Windows[] {
  const [, ...kernel] = layer.weights.shape;
  if (layer.type === 'conv1d') {
    const { stride, dilation, padding } = layer;
    return [{ size: kernel[0], stride, dilation, padding }];
  }
  return [0, 1].map(k => ({
    size: kernel[k],
    stride: layer.stride[k],
    dilation: layer.dilation[k],
    padding: typeof layer.padding === 'string' ? layer.padding : layer.padding[k],
  }));
}

/**
 * The padding of a convolution as margins, one per axis of time or space.
 *
 * @internal
 *
 * @param input shape of what it reads
 */
export function convolutionMargins(layer: Conv1d | Conv2d, input: Shape): Margin[] {
  const windows = convolutionWindows(layer);
  return windows.map((along, k) => marginsOf(layer, along, input[input.length - 1 - windows.length + k]));
}

/** The convolution with these margins, one per axis of time or space. */
export function withPadding<L extends Conv1d | Conv2d>(layer: L, margins: readonly Margin[]): L {
  return { ...layer, padding: layer.type === 'conv1d' ? margins[0] : [margins[0], margins[1]] };
}
