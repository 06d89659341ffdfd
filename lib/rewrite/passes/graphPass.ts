import type { Graph } from '../../graph/graph.js';
import type { Layer } from '../../graph/network.js';

/** One rewriting of a graph that leaves what it computes as it is, but for float rounding where the pass says so. */
export interface GraphPass {
  readonly name: string;
  /** Gives a new graph, or the same object where there is nothing to do. */
  run<G extends Graph>(graph: G): G;
}

/**
 * The network with other layers: those that map to undefined go, and whoever took them takes what stands in for them.
 *
 * @param edit    the new layer, the same one, or the name of the tensor that stands in for it
 */
export function editLayers<G extends Graph>(network: G, edit: (layer: Layer) => Layer | string): G {
  const standIns = new Map<string, string>();
  let changed = false;
  const layers: Layer[] = [];
  for (const layer of network.layers) {
    const inputs = layer.inputs.map(name => standIns.get(name) ?? name);
    const moved = inputs.some((name, k) => name !== layer.inputs[k]) ? { ...layer, inputs } : layer;
    const edited = edit(moved);
    if (edited !== layer) changed = true;
    if (typeof edited === 'string') standIns.set(layer.name, edited);
    else layers.push(edited);
  }
  return changed ? { ...network, layers } : network;
}
