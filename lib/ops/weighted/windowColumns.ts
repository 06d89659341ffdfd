import type { Layer, Margin, Padding2d } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { padHelp, type TimeRule, whole } from '../time.js';
import { windowing, type Windows } from './windowing.js';

/**
 * What a layer whose windows move along time makes of it.
 *
 * @internal
 *
 * @param axis of the input and the output
 * @param over the layer without padding along it
 */
export function windowColumns<L extends Layer>(
  layer: L,
  windows: Windows,
  input: Shape,
  axis: number,
  over: () => L,
): TimeRule<L> {
  const { before, padded } = windowing(layer, windows, input[axis]);
  if (padded) return whole('pads the window in time', padHelp);
  const span = (windows.dilation ?? 1) * (windows.size - 1) + 1;
  return { kind: 'columns', axis, span, stride: windows.stride, before, over };
}

/**
 * The padding of windows on a plane (..., height, width, channels) without that along one of its axes.
 *
 * @internal
 */
export function paddingBeside(
  layer: Pick<Layer, 'name' | 'type'>,
  windows: readonly [height: Windows, width: Windows],
  input: Shape,
  axis: number,
): Padding2d {
  const margins = windows.map((own, k): Margin => {
    if (k === axis) return [0, 0];
    const { size, stride, dilation = 1 } = own;
    const length = input[input.length - 3 + k];
    const { count, before } = windowing(layer, own, length);
    return [before, (count - 1) * stride + dilation * (size - 1) + 1 - length - before];
  });
  return [margins[0], margins[1]];
}
