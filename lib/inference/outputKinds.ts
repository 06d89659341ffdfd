import type { Layer, Network, OutputKind } from '../graph/network.js';
import { elementsOf } from '../graph/tensor.js';
import { checkNetwork } from '../rewrite/shapes.js';

/** Layers that hand entries on as they are. */
const HANDED_ON: ReadonlySet<Layer['type']> = new Set([
  'reshape',
  'flatten',
  'dequantize',
  'quantize',
  'cast',
  'slice',
]);

/** Layers whose numbers, where they end a network, are logits of as many classes. */
const SUMS: ReadonlySet<Layer['type']> = new Set([
  'dense',
  'matMul',
  'add',
  'conv1d',
  'conv2d',
  'averagePool1d',
  'averagePool2d',
  'reduceMean',
]);

/**
 * What each output of a network is: what the network itself says in `kinds`, else by the layer that makes it. A softmax gives
 * probabilities, a logistic function detectors. An output as large as an input with time is a reconstruction of it, a mask behind a logistic
 * function values. Two or more sums are taken for logits, anything else for values: a regressor of several numbers must say that it is one.
 *
 * @throws {FormatError} when the network is malformed
 */
export function outputKinds(network: Network): readonly OutputKind[] {
  const shapes = checkNetwork(network);
  const { kinds, outputs, inputs, labels } = network;
  if (kinds) return kinds;
  const layers = new Map(network.layers.map(layer => [layer.name, layer]));
  const sizes = inputs.map(({ shape }) => elementsOf(shape));
  return outputs.map((name): OutputKind => {
    const entries = elementsOf(shapes.get(name) ?? []);
    const layer = source(layers, name);
    const asInput = entries > 1 && labels === undefined && sizes.includes(entries);
    const type = layer?.type;
    if (type === 'softmax') return entries > 1 ? 'probabilities' : 'values';
    if (type === 'logistic' || type === 'hardSigmoid') return asInput ? 'values' : 'detector';
    if (asInput) return 'reconstruction';
    return entries > 1 && layer !== undefined && SUMS.has(layer.type) && isLinear(layer) ? 'logits' : 'values';
  });
}

/** The layer that makes the entries of a tensor. */
function source(layers: ReadonlyMap<string, Layer>, name: string): Layer | undefined {
  let layer = layers.get(name);
  while (layer && HANDED_ON.has(layer.type)) layer = layers.get(layer.inputs[0]);
  return layer;
}

function isLinear(layer: Layer): boolean {
  return !('activation' in layer) || layer.activation === 'none';
}
