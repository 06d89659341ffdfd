import { decodeFrame } from '../decode.js';
import { type Frame, streamInfo } from '../frame.js';
import type { Network, Tensor } from '../graph/network.js';
import { isWeighted } from '../graph/tensor.js';

/**
 * The weights of each layer as one frame of real values: channels are output channels, samples are (kernel x) inputs, so
 * that trackers, quantizers and meters take them as they take a signal. Channels are named `layer[0]`, `layer[1]`, ...;
 * the weights of an integer network come decoded. Biases are left out.
 */
export function* weightFrames(network: Network): Generator<Frame, void, undefined> {
  for (const layer of network.layers) {
    if (isWeighted(layer)) yield weightFrame(layer.name, layer.weights);
  }
}

/** The weights of one layer as a frame, shape (out, everything else). */
export function weightFrame(name: string, { shape, data, params }: Tensor): Frame {
  const channels = shape[0];
  const info = streamInfo({ channels, names: Array.from({ length: channels }, (_, c) => `${name}[${c}]`) });
  const block = { channels, length: data.length / channels, start: 0, info };
  if (data instanceof Float32Array) return { ...block, data };
  if (params && !(data instanceof Float64Array)) return decodeFrame({ ...block, data, params, clipped: 0 });
  return { ...block, data: Float32Array.from(data) };
}
