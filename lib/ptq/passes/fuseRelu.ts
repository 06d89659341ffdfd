import type { Layer, Network } from '../../network/network.js';
import type { Pass } from './pass.js';

/**
 * Makes a relu the activation of the dense or convolution layer before it, where nobody else takes that layer's output. The
 * fused layer bears the relu's name, as it makes the relu's tensor. The network computes the same, bit for bit.
 */
export const fuseRelu: Pass = {
  name: 'fuseRelu',
  run(network) {
    const takers = countTakers(network);
    const byName = new Map(network.layers.map(layer => [layer.name, layer]));
    const fused = new Set<string>();
    const layers = network.layers.map((layer): Layer => {
      const before = layer.type === 'relu' ? byName.get(layer.inputs[0]) : undefined;
      if (!before || !('activation' in before) || before.activation !== 'none' || takers.get(before.name) !== 1) {
        return layer;
      }
      fused.add(before.name);
      return { ...before, name: layer.name, activation: 'relu' };
    });
    return { ...network, layers: layers.filter(layer => !fused.has(layer.name)) };
  },
};

/** How many layers, or outputs of the network, take each tensor. */
function countTakers({ layers, outputs }: Network): Map<string, number> {
  const takers = new Map<string, number>();
  for (const name of [...layers.flatMap(layer => layer.inputs), ...outputs]) {
    takers.set(name, (takers.get(name) ?? 0) + 1);
  }
  return takers;
}
