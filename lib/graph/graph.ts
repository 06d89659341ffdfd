import type { Network } from './network.js';

/** What passes rewrite: a network, or one that has no name yet. Of the latter an output may be an input, or be there twice. */
export type Graph = Pick<Network, 'inputs' | 'variables' | 'layers' | 'outputs'>;

/** How often each tensor is taken: by layers, as an output of the network, or as the next value of a variable. */
export function takersOf({ layers, outputs, variables = [] }: Graph): ReadonlyMap<string, number> {
  const takers = new Map<string, number>();
  const taken = [...layers.flatMap(layer => layer.inputs), ...outputs, ...variables.map(v => v.next)];
  for (const name of taken) takers.set(name, (takers.get(name) ?? 0) + 1);
  return takers;
}

/** Names of the tensors that are seen from outside, and so must stay: outputs, and next values of variables. */
export function visibleOf({ outputs, variables = [] }: Graph): ReadonlySet<string> {
  return new Set([...outputs, ...variables.map(v => v.next)]);
}
