import type { Layer, Margin, Padding1d } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';

/** How windows lie on an axis. */
export interface Windowing {
  /** Number of windows: entries of the output's axis. */
  readonly count: number;
  /** Entries of padding before the first: window k begins at k * stride - before. */
  readonly before: number;
  /** Whether some window reaches beyond the input. */
  readonly padded: boolean;
}

/** What decides it. */
export interface Windows {
  /** Taps of a window. */
  readonly size: number;
  readonly stride: number;
  /** Distance between taps; 1 by default. */
  readonly dilation?: number;
  readonly padding: Padding1d;
}

/**
 * Lays the windows of a convolution or a pool along one axis: `valid` ones lie wholly inside; `same` makes ceil(length / stride) of
 * them, with the smaller half of the padding before and the larger half behind; margins lie before and behind.
 *
 * @internal
 *
 * @throws {FormatError} when not one window fits
 * @see TensorFlow Lite, `ComputePaddingHeightWidth`
 */
export function windowing(
  layer: Pick<Layer, 'name' | 'type'>,
  { size, stride, dilation = 1, padding }: Windows,
  length: number,
): Windowing {
  const span = dilation * (size - 1) + 1;
  if (padding === 'same') {
    const count = Math.ceil(length / stride);
    const total = Math.max((count - 1) * stride + span - length, 0);
    return { count, before: Math.floor(total / 2), padded: total > 0 };
  }
  const [before, behind] = padding === 'valid' ? [0, 0] : padding;
  const padded = length + before + behind;
  if (span > padded) {
    throw networkError(layerNamed(layer), `a window spans ${span} samples`, `an input of ${padded}`);
  }
  const count = Math.floor((padded - span) / stride) + 1;
  return { count, before, padded: before > 0 || (count - 1) * stride - before + span > length };
}

/** Padding of windows as margins: what stands before the first sample, and behind the last one that a window reads. */
export function marginsOf(layer: Pick<Layer, 'name' | 'type'>, windows: Windows, length: number): Margin {
  const { size, stride, dilation = 1, padding } = windows;
  if (padding !== 'same') return padding === 'valid' ? [0, 0] : padding;
  const { count, before } = windowing(layer, windows, length);
  return [before, Math.max((count - 1) * stride + dilation * (size - 1) + 1 - length, 0) - before];
}
