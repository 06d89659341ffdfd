import { visibleOf } from '../../graph/graph.js';
import { type GraphPass } from './graphPass.js';

/** Removes layers that no output of the network and no variable depends on. */
export const removeUnused: GraphPass = {
  name: 'removeUnused',
  run(network) {
    const needed = new Set(visibleOf(network));
    for (const layer of [...network.layers].reverse()) {
      if (needed.has(layer.name)) for (const name of layer.inputs) needed.add(name);
    }
    const layers = network.layers.filter(layer => needed.has(layer.name));
    return layers.length === network.layers.length ? network : { ...network, layers };
  },
};
