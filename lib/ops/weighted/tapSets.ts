import { timeWindows } from './conv1d.js';
import { kernelWindows } from './conv2d.js';
import { windowing } from './windowing.js';
import type { ConvTranspose2d, Weighted } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import type { TapSets } from '../../plan/accumulatorRange.js';
import { transposedPhases } from './transposedPhases.js';

/**
 * Which of its taps a layer sums.
 *
 * @internal
 */
export function tapSets(layer: Weighted, input: Shape, output: Shape): TapSets {
  switch (layer.type) {
    case 'dense':
      return { padded: false };
    case 'conv1d':
      return { padded: windowing(layer, timeWindows(layer), input[input.length - 2]).padded };
    case 'conv2d': {
      const [along, across] = kernelWindows(layer);
      const [height, width] = input.slice(-3);
      return { padded: windowing(layer, along, height).padded || windowing(layer, across, width).padded };
    }
    case 'convTranspose2d':
      return { padded: true, sets: transposedSets(layer, output) };
  }
}

function transposedSets(layer: ConvTranspose2d, output: Shape): Int32Array[] {
  const [height, width] = output.slice(-3);
  const [, kernelHeight, kernelWidth, channels] = layer.weights.shape;
  const { stride, dilation, crop } = layer;
  const rows = transposedPhases(kernelHeight, stride[0], dilation[0], crop[0][0], height);
  const columns = transposedPhases(kernelWidth, stride[1], dilation[1], crop[1][0], width);
  return rows.flatMap(row =>
    columns.map(column =>
      Int32Array.from(
        row.taps.flatMap(y =>
          column.taps.flatMap(x => Array.from({ length: channels }, (_, c) => (y * kernelWidth + x) * channels + c)),
        ),
      ),
    ),
  );
}
