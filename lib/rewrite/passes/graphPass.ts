import type { Layer, Network } from '../../graph/network.js';

/** One rewriting of a network that leaves what it computes as it is, but for float rounding where the pass says so. */
export interface GraphPass {
  readonly name: string;
  /** Gives a new network, or the same object where there is nothing to do. */
  run<N extends Network>(network: N): N;
}

/** How often each tensor is taken: by layers, as an output of the network, or as the next value of a variable. */
export function takersOf({ layers, outputs, variables = [] }: Network): ReadonlyMap<string, number> {
  const takers = new Map<string, number>();
  const taken = [...layers.flatMap(layer => layer.inputs), ...outputs, ...variables.map(v => v.next)];
  for (const name of taken) takers.set(name, (takers.get(name) ?? 0) + 1);
  return takers;
}

/** Names of the tensors that are seen from outside, and so must stay: outputs, and next values of variables. */
export function visibleOf({ outputs, variables = [] }: Network): ReadonlySet<string> {
  return new Set([...outputs, ...variables.map(v => v.next)]);
}

/**
 * The network with other layers: those that map to undefined go, and whoever took them takes what stands in for them.
 *
 * @param edit    the new layer, the same one, or the name of the tensor that stands in for it
 */
export function editLayers<N extends Network>(network: N, edit: (layer: Layer) => Layer | string): N {
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
