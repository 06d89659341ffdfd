import type { Layer } from '../network.js';
import { layerNamed, networkError } from '../networkError.js';

/** How windows lie on the time axis. */
export interface Windowing {
  /** Number of windows: samples of the output. */
  readonly outTime: number;
  /** Samples of padding before the first sample: window t begins at t * stride - before. */
  readonly before: number;
  /** Whether some window reaches beyond the input. */
  readonly padded: boolean;
}

/** What decides it: a layer over (time, channels). */
interface WindowedLayer {
  readonly name: string;
  readonly type: Layer['type'];
  readonly stride: number;
  readonly padding: 'valid' | 'same';
}

/**
 * Lays the windows of a convolution or a pool: `valid` ones lie wholly inside; `same` makes ceil(time / stride) of them,
 * with the smaller half of the padding before and the larger half behind.
 *
 * @internal
 *
 * @param size     taps of a window
 * @param dilation distance between its taps
 * @throws {FormatError} when not one window fits
 * @see TensorFlow Lite, `ComputePaddingHeightWidth`
 */
export function windowing(layer: WindowedLayer, time: number, size: number, dilation = 1): Windowing {
  const span = dilation * (size - 1) + 1;
  if (layer.padding === 'valid') {
    if (span > time) {
      throw networkError(layerNamed(layer), `a window spans ${span} samples`, `an input of ${time}`);
    }
    return { outTime: Math.floor((time - span) / layer.stride) + 1, before: 0, padded: false };
  }
  const outTime = Math.ceil(time / layer.stride);
  const padding = Math.max((outTime - 1) * layer.stride + span - time, 0);
  return { outTime, before: Math.floor(padding / 2), padded: padding > 0 };
}
