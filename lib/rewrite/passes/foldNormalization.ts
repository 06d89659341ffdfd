import type { BatchNormalization, Binary, Constant, Layer, Tensor, Weighted } from '../../graph/network.js';
import { elementsOf, isWeighted, realValues } from '../../graph/tensor.js';
import { takersOf } from '../../graph/graph.js';
import { type GraphPass } from './graphPass.js';

/**
 * Moves a batch normalization, a product with one constant a channel, or the sum with one, into the weights and the bias of the dense or
 * convolution layer before it, where nobody else takes that layer's output: w' = w scale, b' = b scale + shift. The folded layer bears
 * the name of what it took in. Weights and biases are rounded to float32 once: outputs agree within float rounding.
 *
 * @see B. Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, section 3.2
 */
export const foldNormalization: GraphPass = {
  name: 'foldNormalization',
  run(network) {
    const takers = takersOf(network);
    const byName = new Map<string, Layer>();
    const taken = new Set<string>();
    const layers = network.layers.map((layer): Layer => {
      const folded = fold(layer, byName, takers);
      if (folded) taken.add(folded.gone);
      const next = folded?.layer ?? layer;
      byName.set(next.name, next);
      return next;
    });
    return taken.size === 0 ? network : { ...network, layers: layers.filter(layer => !taken.has(layer.name)) };
  },
};

/** x * scale + shift, one entry a channel. */
interface ChannelAffine {
  readonly source: string;
  readonly scale: (channel: number) => number;
  readonly shift: (channel: number) => number;
}

function fold(layer: Layer, byName: ReadonlyMap<string, Layer>, takers: ReadonlyMap<string, number>) {
  const affine = channelAffine(layer, byName);
  const before = affine && byName.get(affine.source);
  if (!before || !isWeighted(before) || before.activation !== 'none' || takers.get(before.name) !== 1) return undefined;
  if (layer.params || before.params || before.weights.params) return undefined;
  const channels = before.weights.shape[0];
  const row = before.weights.data.length / channels;
  const [w, b] = [realValues(before.weights), realValues(before.bias)];
  const weights: Tensor = { shape: before.weights.shape, data: w.map((x, i) => x * affine.scale(Math.floor(i / row))) };
  const bias: Tensor = { shape: before.bias.shape, data: b.map((x, c) => x * affine.scale(c) + affine.shift(c)) };
  const activation = 'activation' in layer ? (layer as Binary).activation : 'none';
  const folded: Weighted = { ...before, name: layer.name, weights, bias, activation };
  return { layer: folded, gone: before.name };
}

/** What a layer does to each channel, where that is a product and a sum. */
function channelAffine(layer: Layer, byName: ReadonlyMap<string, Layer>): ChannelAffine | undefined {
  if (layer.type === 'batchNormalization') return normalization(layer);
  if (layer.type !== 'mul' && layer.type !== 'add' && layer.type !== 'sub') return undefined;
  const [first, second] = layer.inputs.map(name => byName.get(name));
  if (second?.type === 'constant') return constantAffine(layer, layer.inputs[0], first, second);
  if (first?.type === 'constant' && layer.type !== 'sub') return constantAffine(layer, layer.inputs[1], second, first);
  return undefined;
}

function normalization({ inputs: [source], scale, bias, mean, variance, epsilon }: BatchNormalization): ChannelAffine {
  const [g, b, m, v] = [scale, bias, mean, variance].map(realValues);
  const factor = (c: number) => g[c] / Math.sqrt(v[c] + epsilon);
  return { source, scale: factor, shift: c => b[c] - m[c] * factor(c) };
}

function constantAffine(
  { type }: Binary,
  source: string,
  before: Layer | undefined,
  { value, params }: Constant,
): ChannelAffine | undefined {
  if (params || !before || !isWeighted(before)) return undefined;
  const channels = before.weights.shape[0];
  const perChannel = value.shape.at(-1) === channels && elementsOf(value.shape) === channels;
  const rank = before.weights.shape.length; // at least that of the output without leading axes
  if ((!perChannel && value.data.length !== 1) || value.shape.length > rank) return undefined;
  const data = realValues(value);
  const at = (c: number) => data[perChannel ? c : 0];
  if (type === 'mul') return { source, scale: at, shift: () => 0 };
  const sign = type === 'sub' ? -1 : 1;
  return { source, scale: () => 1, shift: c => sign * at(c) };
}
