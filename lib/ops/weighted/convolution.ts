import { type Windows, windowing } from './windowing.js';
import type { Step } from '../../kernels/kernel.js';
import type { Conv1d, Conv2d } from '../../graph/network.js';
import type { CodeTensor, IntegerContext } from '../integerOp.js';
import { depthwise, isDepthwise } from './depthwise.js';
import { groupProducts } from './groupProducts.js';
import { marginOf, paddedPlane } from './paddedPlane.js';
import { weighted } from './weighted.js';
import { type WindowSums, windowSums } from './windowSums.js';

/** A convolution over a plane; along time it is a plane of one row. */
export interface PlaneGeometry {
  /** Shape of the input: (height, width, channels). */
  readonly plane: readonly [height: number, width: number, channels: number];
  readonly along: Windows;
  readonly across: Windows;
}

/**
 * Convolution with any stride, dilation, padding and groups. Padding is written out around a copy of the plane, and a table says where
 * the sample of each tap lies, so that every window is summed in the same way.
 *
 * @internal
 */
export function convolution(
  layer: Conv1d | Conv2d,
  { plane, along, across }: PlaneGeometry,
  input: CodeTensor,
  output: CodeTensor,
  { dialect }: IntegerContext,
): Step {
  const [height, width, channels] = plane;
  const sums = weighted(layer, input, output, dialect);
  const [rows, columns] = [windowing(layer, along, height), windowing(layer, across, width)];
  const [last, behind] = [lastEntry(rows, along), lastEntry(columns, across)];
  const margins = [marginOf(-rows.before, last, height), marginOf(-columns.before, behind, width)] as const;
  const padded = paddedPlane(plane, margins, sums.zeroPoint);

  const starts = new Int32Array(rows.count * columns.count);
  const [top, left] = [margins[0][0] - rows.before, margins[1][0] - columns.before];
  for (let i = 0, p = 0; i < rows.count; i++) {
    for (let j = 0; j < columns.count; j++, p++) {
      starts[p] = (top + i * along.stride) * padded.row + (left + j * across.stride) * channels;
    }
  }
  const taps = kernelOffsets(along, across, padded.row, channels);
  const whole = { input: input.data, output: output.data, size: height * width * channels };
  const filters = sums.rows;
  if (isDepthwise(layer, channels)) {
    const places = { starts, columns: columns.count, step: across.stride * channels };
    return depthwise(sums, channels, taps, padded, places, whole);
  }

  const { groups } = layer;
  const depth = channels / groups;
  const products = groupProducts(
    {
      ...sums,
      groups,
      offsets: taps.flatMap(offset => Array.from({ length: depth }, (_, c) => offset + c)),
      depth,
    },
    sums.accumulators,
  );
  const part: WindowSums = { starts, places: starts.map((_, p) => p * filters), products };
  return windowSums([part], sums.accumulators, padded, whole, starts.length * filters);
}

/** The last entry that a window reads. */
function lastEntry(
  { count, before }: { count: number; before: number },
  { size, stride, dilation = 1 }: Windows,
): number {
  return (count - 1) * stride - before + dilation * (size - 1);
}

/** Where the first channel of each tap of a kernel lies in a plane. */
function kernelOffsets(along: Windows, across: Windows, row: number, channels: number): number[] {
  const { dilation: down = 1 } = along;
  const { dilation: right = 1 } = across;
  return Array.from({ length: along.size * across.size }, (_, k) => {
    const [y, x] = [Math.floor(k / across.size), k % across.size];
    return y * down * row + x * right * channels;
  });
}
