import type { Graph } from '../graph/graph.js';
import type { Layer, NetworkInput } from '../graph/network.js';
import { foldReshapes } from './passes/foldReshapes.js';
import { graphWriter } from './graphWriter.js';

/**
 * The graph with inputs whose own axes show time: those that have a `timeShape` take it, and a reshape behind them gives what they were, where
 * it does not fold into one that is there. The elements stay in their order.
 *
 * @internal
 */
export function showTime<G extends Graph>(graph: G): G {
  if (graph.inputs.every(({ timeShape }) => timeShape === undefined)) return graph;
  const writer = graphWriter(graph);
  const flat = new Map<string, string>();
  const layers: Layer[] = [];
  const inputs = graph.inputs.map((input): NetworkInput => {
    const { timeShape, ...given } = input;
    if (timeShape === undefined) return input;
    const { name, shape, params } = given;
    const former = writer.fresh(name);
    flat.set(name, former);
    layers.push({ type: 'reshape', name: former, inputs: [name], shape, ...(params && { params }) });
    return { ...given, shape: timeShape };
  });
  for (const layer of graph.layers) layers.push({ ...layer, inputs: layer.inputs.map(name => flat.get(name) ?? name) });
  return foldReshapes.run({ ...graph, inputs, layers });
}
