import type { Dialect } from '../../dialects/dialect.js';
import type { Conv1d, Conv2d, TensorInfo } from '../../graph/network.js';
import type { Lowered } from '../op.js';
import { lowerSums } from './lowerSums.js';
import { type Reach, requirePadding } from './requirePadding.js';
import { windowing, type Windowing, type Windows } from './windowing.js';

/**
 * A convolution of codes.
 *
 * @internal
 *
 * @param windows along height and width
 * @param plane   shape of a plane of the input
 */
export function lowerConvolution(
  layer: Conv1d | Conv2d,
  windows: readonly [rows: Windows, columns: Windows],
  plane: readonly [height: number, width: number, channels: number],
  input: TensorInfo,
  output: TensorInfo,
  dialect: Dialect,
): Lowered {
  const [rows, columns] = [windowing(layer, windows[0], plane[0]), windowing(layer, windows[1], plane[1])];
  const padded = rows.padded || columns.padded;
  requirePadding(layer, plane, [reachOf(rows, windows[0]), reachOf(columns, windows[1])]);
  const { constants, accumulators } = lowerSums(layer, input, output, dialect, { padded });
  const both = (of: (windows: Windows) => number) => [of(windows[0]), of(windows[1])] as const;
  const { groups } = layer;
  return {
    kernel: groups === plane[2] && groups > 1 ? 'depthwise' : 'convolution',
    constants: {
      ...constants,
      plane,
      made: [rows.count, columns.count],
      kernel: both(({ size }) => size),
      stride: both(({ stride }) => stride),
      dilation: both(({ dilation = 1 }) => dilation),
      before: [rows.before, columns.before],
      groups,
    },
    accumulators,
  };
}

function reachOf({ count, before }: Windowing, { size, stride, dilation = 1 }: Windows): Reach {
  return { first: -before, last: (count - 1) * stride - before + dilation * (size - 1) };
}
