import { takersOf } from '../../graph/graph.js';
import type { Conv1d, Conv2d, Dense, Layer, Tensor } from '../../graph/network.js';
import { realValues } from '../../graph/tensor.js';
import { halfEven } from '../../rounding.js';
import type { GraphPass } from './graphPass.js';

type Scalable = Dense | Conv1d | Conv2d;

/** Rounds over all pairs: a factor moves on through a chain of layers by one a round. */
const ROUNDS = 24;

/**
 * Brings the weights of neighbouring layers to one range, channel by channel: what a channel of the first layer is divided by, the next one
 * multiplies. Between them may lie a relu, leaky relu or pool that nobody else takes. Quantized by tensor, no channel is then lost beside
 * others, neither in weights nor in activations.
 *
 * Factors are powers of two: the network computes the same, bit for bit (no overflow or underflow).
 *
 * @see M. Nagel et al., Data-free quantization through weight equalization and bias correction, ICCV 2019, section 4.1
 */
export const equalizeLayers: GraphPass = {
  name: 'equalizeLayers',
  run(network) {
    const pairs = pairsOf(network.layers, takersOf(network));
    if (pairs.length === 0) return network;
    const current = new Map(network.layers.map(layer => [layer.name, layer]));
    let changed = false;
    for (let round = 0; round < ROUNDS; round++) {
      let moved = false;
      for (const [a, b] of pairs) {
        const [first, second] = [current.get(a) as Scalable, current.get(b) as Scalable]; // of scalable ones only
        const factors = factorsOf(first, second);
        if (factors.every(f => f === 1)) continue;
        moved = changed = true;
        current.set(a, scaledOutputs(first, factors));
        current.set(b, scaledInputs(second, factors));
      }
      if (!moved) break;
    }
    if (!changed) return network;
    return { ...network, layers: network.layers.map(layer => current.get(layer.name) ?? layer) };
  },
};

function isScalable(layer: Layer | undefined): layer is Scalable {
  if (layer?.type !== 'dense' && layer?.type !== 'conv1d' && layer?.type !== 'conv2d') return false;
  return !layer.params && !layer.weights.params;
}

/** Names of layers whose channels may trade factors. */
function pairsOf(layers: readonly Layer[], takers: ReadonlyMap<string, number>): [string, string][] {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  /** The layer whose channels a tensor has, up to a factor. */
  const source = (name: string): Scalable | undefined => {
    const layer = byName.get(name);
    if (!layer || layer.params || takers.get(name) !== 1) return undefined;
    if (isScalable(layer)) return layer.activation === 'none' || layer.activation === 'relu' ? layer : undefined;
    const { type } = layer;
    const carries = type === 'relu' || type === 'leakyRelu' || type === 'averagePool1d' || type === 'maxPool1d';
    const pools =
      (type === 'averagePool2d' || type === 'maxPool2d') &&
      layer.activation !== 'relu6' &&
      layer.activation !== 'relu1';
    return carries || pools ? source(layer.inputs[0]) : undefined;
  };
  return layers.flatMap((layer): [string, string][] => {
    const first = isScalable(layer) ? source(layer.inputs[0]) : undefined;
    return first ? [[first.name, layer.name]] : [];
  });
}

/** What each channel between two layers is divided by: the power of two nearest to sqrt(range of the first / range of the second). */
function factorsOf(first: Scalable, second: Scalable): number[] {
  const out = rowPeaks(first.weights);
  const into = inputPeaks(second);
  return Array.from(out, (a, c) => {
    const b = into[c];
    // a channel of no weights has nothing to trade
    return a > 0 && b > 0 ? 2 ** halfEven(Math.log2(a / b) / 2) : 1;
  });
}

function rowPeaks(weights: Tensor): Float64Array {
  const values = realValues(weights);
  const taps = values.length / weights.shape[0];
  const peaks = new Float64Array(weights.shape[0]);
  values.forEach((w, i) => {
    const o = Math.floor(i / taps);
    peaks[o] = Math.max(peaks[o], Math.abs(w));
  });
  return peaks;
}

/** Calls back with each weight of a layer and the channel of the input that it meets. */
function eachInput(layer: Scalable, use: (at: number, channel: number) => void): void {
  const { shape } = layer.weights;
  const depth = shape[shape.length - 1];
  const groups = layer.type === 'dense' ? 1 : layer.groups;
  const taps = layer.weights.data.length / shape[0];
  for (let o = 0, at = 0; o < shape[0]; o++) {
    const first = Math.floor((o * groups) / shape[0]) * depth;
    for (let i = 0; i < taps; i++, at++) use(at, first + (i % depth));
  }
}

function inputPeaks(layer: Scalable): Float64Array {
  const values = realValues(layer.weights);
  const { shape } = layer.weights;
  const peaks = new Float64Array(shape[shape.length - 1] * (layer.type === 'dense' ? 1 : layer.groups));
  eachInput(layer, (at, c) => (peaks[c] = Math.max(peaks[c], Math.abs(values[at]))));
  return peaks;
}

function scaledOutputs<L extends Scalable>(layer: L, factors: readonly number[]): L {
  const [w, b] = [realValues(layer.weights), realValues(layer.bias)];
  const taps = w.length / factors.length;
  const weights = { shape: layer.weights.shape, data: w.map((x, i) => x / factors[Math.floor(i / taps)]) };
  return { ...layer, weights, bias: { shape: layer.bias.shape, data: b.map((x, o) => x / factors[o]) } };
}

function scaledInputs<L extends Scalable>(layer: L, factors: readonly number[]): L {
  const data = Float32Array.from(realValues(layer.weights));
  eachInput(layer, (at, c) => (data[at] *= factors[c]));
  return { ...layer, weights: { shape: layer.weights.shape, data } };
}
