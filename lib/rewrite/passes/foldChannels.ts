import { takersOf } from '../../graph/graph.js';
import type { Conv1d, Layer, Tensor, Weighted } from '../../graph/network.js';
import { isWeighted, realValues } from '../../graph/tensor.js';
import type { GraphPass } from './graphPass.js';

/** The most that the scales of channels may differ: weights that differ more lose bits where they share a scale. */
const SPREAD = 4;

/**
 * Moves a depthwise convolution of one tap into the weights and the bias of the only layer that takes it, where that one has weights, and
 * no padding that the bias would have to reach: w' = w scale, b' = b + sum w shift. Left are those whose scales differ by more than a
 * factor of 4 from channel to channel. Outputs agree within float rounding.
 */
export const foldChannels: GraphPass = {
  name: 'foldChannels',
  run(network) {
    const takers = takersOf(network);
    const made = new Map<string, Layer>();
    const gone = new Set<string>();
    const layers = network.layers.map(layer => {
      const before = isWeighted(layer) ? made.get(layer.inputs[0]) : undefined;
      const folds = before && isWeighted(layer) && isChannelwise(before) && takers.get(before.name) === 1;
      const next = folds ? folded(layer, before) : layer;
      if (next !== layer && before) gone.add(before.name);
      made.set(next.name, next);
      return next;
    });
    return gone.size === 0 ? network : { ...network, layers: layers.filter(({ name }) => !gone.has(name)) };
  },
};

function isChannelwise(layer: Layer): layer is Conv1d {
  if (layer.type !== 'conv1d' || layer.params || layer.weights.params || layer.activation !== 'none') return false;
  const { weights, groups, stride, padding } = layer;
  const [filters, kernel, depth] = weights.shape;
  return (
    kernel === 1 && depth === 1 && groups === filters && stride === 1 && (padding === 'valid' || padding === 'same')
  );
}

function folded(layer: Weighted, { inputs, weights: scales, bias: shifts }: Conv1d): Weighted {
  if (layer.params || layer.weights.params || layer.type === 'convTranspose2d') return layer;
  const [scale, shift] = [realValues(scales), realValues(shifts)];
  const sizes = scale.map(Math.abs);
  if (!(Math.max(...sizes) <= SPREAD * Math.min(...sizes))) return layer;
  const padded = layer.type !== 'dense' && layer.padding !== 'valid';
  if (padded && shift.some(x => x !== 0)) return layer;
  const { shape } = layer.weights;
  const depth = shape[shape.length - 1];
  const perGroup = layer.type === 'dense' ? shape[0] : shape[0] / layer.groups;
  const [w, b] = [realValues(layer.weights), realValues(layer.bias)];
  const taps = w.length / shape[0];
  const data = new Float32Array(w.length);
  const bias = Float32Array.from(b, (sum, o) => {
    const first = Math.floor(o / perGroup) * depth;
    let total = sum;
    for (let i = 0, at = o * taps; i < taps; i++, at++) {
      const c = first + (i % depth);
      data[at] = w[at] * scale[c];
      total += w[at] * shift[c];
    }
    return total;
  });
  const tensor = ({ shape: own }: Tensor, values: Float32Array): Tensor => ({ shape: own, data: values });
  return { ...layer, inputs, weights: tensor(layer.weights, data), bias: tensor(layer.bias, bias) };
}
