import { arithmeticOf } from '../../../graph/arithmetic.js';
import type { Layer, Network, NetworkInput } from '../../../graph/network.js';
import type { Graph } from '../../../graph/graph.js';
import { graphWriter, sourceOf } from '../../../rewrite/graphWriter.js';

/** A network input or output of the model: its name there, and its tensor in the graph. */
export interface Port {
  readonly name: string;
  readonly tensor: string;
}

/**
 * A graph as a network: inputs and outputs get the names that the model has for them, layers those of their nodes. An output that is an
 * input, or another output again, becomes a layer of its own.
 *
 * @internal
 *
 * @param labels what a tensor is called; names made from one (`12~3`) are called after it
 */
export function finish(
  name: string,
  graph: Graph,
  inputs: readonly Port[],
  outputs: readonly Port[],
  labels: ReadonlyMap<string, string>,
): Network {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const give = (tensor: string, label: string): void => {
    let unique = label || 'tensor';
    while (counts.has(unique)) {
      const count = (counts.get(label) ?? 1) + 1;
      counts.set(label, count);
      unique = `${label}:${count}`;
    }
    counts.set(unique, 1);
    names.set(tensor, unique);
  };
  for (const port of inputs) give(port.tensor, port.name);
  const writer = graphWriter({ ...graph, layers: [] });
  for (const layer of graph.layers) writer.add(layer);
  const copyOf = (source: string, copy: string): Layer => {
    const params = writer.params(source);
    return { type: 'reshape', name: copy, inputs: [source], shape: writer.shape(source), ...(params && { params }) };
  };
  const copies: Layer[] = [];
  const ends = outputs.map(port => {
    const tensor = names.has(port.tensor) ? `copy ${copies.length}` : port.tensor;
    give(tensor, port.name);
    if (tensor !== port.tensor) {
      copies.push(copyOf(port.tensor, tensor));
    }
    return tensor;
  });
  const layers = [...graph.layers, ...copies];
  for (const layer of layers) {
    if (names.has(layer.name)) continue;
    const source = sourceOf(layer.name);
    const label = labels.get(source) ?? source;
    const inner = `/${layer.type}`;
    give(layer.name, source === layer.name || label.endsWith(inner) ? label : `${label}${inner}`);
  }
  const nameOf = (tensor: string): string => names.get(tensor) ?? tensor;
  const network = {
    name,
    inputs: graph.inputs.map((input): NetworkInput => ({ ...input, name: nameOf(input.name) })),
    layers: layers.map(layer => ({ ...layer, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) })),
    outputs: ends.map(nameOf),
  };
  return { ...network, arithmetic: arithmeticOf(network) };
}
