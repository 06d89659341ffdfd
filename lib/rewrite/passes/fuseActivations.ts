import type { Activation, Layer } from '../../graph/network.js';
import { takersOf } from '../../graph/graph.js';
import { type GraphPass } from './graphPass.js';

/**
 * Makes a relu, or a clip to [0, 6] or [-1, 1], the activation of the layer before it, where nobody else takes that layer's output and
 * both hold real numbers. The fused layer bears the activation's name, as it makes its tensor. The network computes the same, bit for bit.
 */
export const fuseActivations: GraphPass = {
  name: 'fuseActivations',
  run(network) {
    const takers = takersOf(network);
    const byName = new Map(network.layers.map(layer => [layer.name, layer]));
    const fused = new Set<string>();
    const layers = network.layers.map((layer): Layer => {
      const activation = activationOf(layer);
      const before = activation && byName.get(layer.inputs[0]);
      if (!activation || !before || layer.params || before.params) return layer;
      if (!('activation' in before) || before.activation !== 'none' || takers.get(before.name) !== 1) return layer;
      if (before.type === 'svdf') return layer; // its memory goes by its name
      fused.add(before.name);
      return { ...before, name: layer.name, activation };
    });
    return fused.size === 0 ? network : { ...network, layers: layers.filter(layer => !fused.has(layer.name)) };
  },
};

/** The activation that a layer is by itself. */
function activationOf(layer: Layer): Activation | undefined {
  if (layer.type === 'relu') return 'relu';
  if (layer.type !== 'clip') return undefined;
  if (layer.low === 0 && layer.high === 6) return 'relu6';
  return layer.low === -1 && layer.high === 1 ? 'relu1' : undefined;
}
