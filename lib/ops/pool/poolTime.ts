import type { AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { onTrailingAxes, type TimeOf, type TimeRule, columns } from '../time.js';
import { planeWindows } from '../weighted/planeWindows.js';
import { paddingBeside, windowColumns } from '../weighted/windowColumns.js';
import { orderOf, windowsOf } from './lowerPool.js';

/** What a pool of largest samples along time makes of it. */
export const maxPoolTime: TimeOf<MaxPool1d> = onTrailingAxes(2, (layer, axis, input) =>
  axis === 1
    ? columns(input.length - 1)
    : windowColumns(layer, layer, input, input.length - 2, () => ({ ...layer, padding: 'valid' })),
);

/** What a mean pool along time makes of it: one sum where its only window is all of time. */
export const averagePoolTime: TimeOf<AveragePool1d> = onTrailingAxes(2, (layer, axis, input) => {
  const time = input.length - 2;
  if (axis === 1) return columns(input.length - 1);
  if (layer.size === input[time] && !layer.order) return pooled([time]);
  const order = layer.order ?? orderOf(layer, windowsOf(layer, input));
  return windowColumns(layer, layer, input, time, () => ({ ...layer, padding: 'valid', order }));
});

/** What a pool of largest samples of a plane makes of time. */
export const maxPool2dTime: TimeOf<MaxPool2d> = onTrailingAxes(3, (layer, axis, input) =>
  axis === 2 ? columns(input.length - 1) : planeColumns(layer, axis, input, own => own),
);

/** What a mean pool of a plane makes of time: one sum where its only window is the whole plane. */
export const averagePool2dTime: TimeOf<AveragePool2d> = onTrailingAxes(3, (layer, axis, input) => {
  const first = input.length - 3;
  if (axis === 2) return columns(input.length - 1);
  const windows = windowsOf(layer, input);
  const global = [windows.rows, windows.columns].every(({ size, length, count }) => size === length && count === 1);
  if (global && layer.activation === 'none' && !layer.order) return pooled([first, first + 1]);
  const order = layer.order ?? orderOf(layer, windows);
  return planeColumns(layer, axis, input, own => ({ ...own, order }));
});

function pooled(axes: readonly number[]): { kind: 'sum'; function: 'pool'; axes: readonly number[]; keepAxes: true } {
  return { kind: 'sum', function: 'pool', axes, keepAxes: true };
}

function planeColumns<L extends AveragePool2d | MaxPool2d>(
  layer: L,
  axis: number,
  input: Shape,
  also: (layer: L) => L,
): TimeRule<L> {
  const windows = planeWindows(layer.size, layer);
  return windowColumns(layer, windows[axis], input, axis + input.length - 3, () =>
    also({ ...layer, padding: paddingBeside(layer, windows, input, axis) }),
  );
}
