import type { Conv1d, Conv2d, Dense, Layer, Weighted } from '../graph/network.js';
import type { Shape } from '../graph/tensor.js';
import { timeWindows } from '../ops/weighted/conv1d.js';
import { planeWindows } from '../ops/weighted/planeWindows.js';
import { windowing, type Windows } from '../ops/weighted/windowing.js';

/** Layers whose output entries are products of their weights with places of the input. */
export type RowLayer = Dense | Conv1d | Conv2d;

/** Which entries of an input meet the weights of a layer, output place by output place. */
export interface TapRows {
  /** Weights of an output channel. */
  readonly taps: number;
  /** Groups of output channels that see the same entries. */
  readonly groups: number;
  /** Output places. */
  readonly rows: number;
  /** The entries of one place for one group; zeros in the padding. */
  read(input: ArrayLike<number>, row: number, group: number, out: Float64Array): void;
}

/** Whether {@link tapRows} knows a layer. */
export function hasRows(layer: Layer | Weighted): layer is RowLayer {
  return layer.type === 'dense' || layer.type === 'conv1d' || layer.type === 'conv2d';
}

/**
 * The rows of a layer: a convolution as a product of matrices.
 *
 * @internal
 *
 * @param shape of the input
 * @see K. Chellapilla et al., High performance convolutional neural networks for document processing, 2006 (im2col)
 */
export function tapRows(layer: RowLayer, shape: Shape): TapRows {
  if (layer.type === 'dense') {
    const [, taps] = layer.weights.shape;
    const rows = shape.reduce((product, n) => product * n, 1) / taps;
    return {
      taps,
      groups: 1,
      rows,
      read(input, row, _group, out) {
        for (let i = 0, at = row * taps; i < taps; i++) out[i] = input[at++];
      },
    };
  }
  const [height, width, channels] = layer.type === 'conv1d' ? [1, ...shape.slice(-2)] : shape.slice(-3);
  const windows = windowsOf(layer);
  const [down, along] = [windowing(layer, windows[0], height), windowing(layer, windows[1], width)];
  const [{ size: kernelHeight }, { size: kernelWidth }] = windows;
  const [{ stride: strideY, dilation: dilationY = 1 }, { stride: strideX, dilation: dilationX = 1 }] = windows;
  const depth = channels / layer.groups;
  const plane = height * width * channels;
  const batch = shape.reduce((product, n) => product * n, 1) / plane;
  const places = down.count * along.count;
  return {
    taps: kernelHeight * kernelWidth * depth,
    groups: layer.groups,
    rows: batch * places,
    read(input, row, group, out) {
      const begin = Math.floor(row / places) * plane + group * depth;
      const place = row % places;
      const top = Math.floor(place / along.count) * strideY - down.before;
      const left = (place % along.count) * strideX - along.before;
      for (let i = 0, at = 0; i < kernelHeight; i++) {
        const y = top + i * dilationY;
        for (let j = 0; j < kernelWidth; j++) {
          const x = left + j * dilationX;
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          const from = begin + (y * width + x) * channels;
          for (let c = 0; c < depth; c++) out[at++] = inside ? input[from + c] : 0;
        }
      }
    },
  };
}

function windowsOf(layer: Conv1d | Conv2d): readonly [rows: Windows, columns: Windows] {
  if (layer.type === 'conv1d') return [{ size: 1, stride: 1, padding: 'valid' }, timeWindows(layer)];
  return planeWindows([layer.weights.shape[1], layer.weights.shape[2]], layer);
}
