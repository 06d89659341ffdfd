import type { Layer, Margin } from '../../../graph/network.js';
import { windowing, type Windows } from '../../../ops/weighted/windowing.js';
import type { GraphBuilder } from '../writing/graph.js';

/** Margins of the windows along one axis, negative where samples are cut off. */
export function marginsOf(layer: Layer, windows: Windows, length: number): Margin {
  const { size, stride, dilation = 1, padding } = windows;
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return padding;
  const { count, before } = windowing(layer, windows, length);
  const total = Math.max((count - 1) * stride + dilation * (size - 1) + 1 - length, 0);
  return [before, total - before];
}

/** The margins of a pool without what no window reaches: ONNX Runtime takes none as long as a window. */
export function reachedMargins(layer: Layer, windows: Windows, length: number): Margin {
  const [before, behind] = marginsOf(layer, windows, length);
  const { count } = windowing(layer, windows, length);
  const end = (count - 1) * windows.stride + windows.size - before;
  return [before, behind <= 0 ? behind : Math.max(Math.min(behind, end - length), 0)];
}

/**
 * Cuts off what negative margins say; the rest is left to pads.
 *
 * @param first axis of the first margins
 */
export function cut(graph: GraphBuilder, real: string, margins: readonly Margin[], first: number): string {
  const axes = margins.flatMap((margin, k) => (margin.some(n => n < 0) ? [k] : []));
  if (axes.length === 0) return real;
  const starts = axes.map(k => Math.max(-margins[k][0], 0));
  const ends = axes.map(k => (margins[k][1] < 0 ? margins[k][1] : 2 ** 31)); // beyond the axis: its end
  return graph.node('Slice', [
    real,
    graph.integers('starts', starts),
    graph.integers('ends', ends),
    graph.integers(
      'axes',
      axes.map(k => k + first),
    ),
  ]);
}

/** Margins as ONNX lists them: all those before, then all those behind; none where samples are cut off. */
export function padsOf(margins: readonly Margin[]): number[] {
  return [0, 1].flatMap(end => margins.map(margin => Math.max(margin[end], 0)));
}
