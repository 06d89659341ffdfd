import type { Graph } from '../../graph/graph.js';
import type { Gru, Layer, Lstm, Rnn, Variable } from '../../graph/network.js';
import { elementsOf, isTensor, type Shape } from '../../graph/tensor.js';
import { inferShapes } from '../shapes.js';
import type { GraphPass } from './graphPass.js';

/**
 * Recurrent layers that begin with variables, and give them their next values, carry their state themselves: one layer where an LSTM was
 * computed twice, once for each of its states, and in integers where the engine has the layer. Variables that somebody else reads, or
 * that do not begin with zeros, stay.
 *
 * The network computes the same, bit for bit.
 */
export const carryRecurrent: GraphPass = {
  name: 'carryRecurrent',
  run(graph) {
    const view = graphView(graph);
    const carried = new Set<string>(); // layers
    const gone = new Set<string>(); // variables
    for (const layer of graph.layers) {
      if (!isRecurrent(layer) || layer.inputs.length === 1 || layer.carry || layer.params) continue;
      const variables = layer.inputs.slice(1).flatMap(name => view.variables.get(view.sourceOf(name)) ?? []);
      const twins = graph.layers.filter(other => isTwin(layer, other));
      const complete = variables.length === layer.inputs.length - 1;
      if (!complete || !variables.every((variable, k) => goesOn(view, variable, k, twins))) continue;
      carried.add(layer.name);
      for (const { name } of variables) gone.add(name);
    }
    if (carried.size === 0) return graph;
    const layers = graph.layers.map(layer =>
      carried.has(layer.name) ? ({ ...layer, inputs: layer.inputs.slice(0, 1), carry: true } as Layer) : layer,
    );
    return withoutUnread(
      { ...graph, layers, variables: graph.variables?.filter(({ name }) => !gone.has(name)) ?? [] },
      gone,
    );
  },
};

type Recurrent = Lstm | Gru | Rnn;

function isRecurrent(layer: Layer): layer is Recurrent {
  return layer.type === 'lstm' || layer.type === 'gru' || layer.type === 'rnn';
}

/** Whether two layers compute the same states, of which they may show different ones. */
function isTwin(a: Recurrent, b: Layer): b is Recurrent {
  const fields = Object.keys(a).filter(key => key !== 'name' && key !== 'output');
  return fields.every(key => same(a[key as keyof Recurrent], b[key as keyof Layer]));
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, k) => same(entry, b[k]));
  if (!isTensor(a) || !isTensor(b)) return a === b;
  return a === b || (same(a.shape, b.shape) && a.data.every((x, k) => Object.is(x, b.data[k])));
}

/** Whether a variable holds state k of some equal layers and nothing else: it begins with zeros, is read by them alone, and becomes their last. */
function goesOn(view: View, { name, initial, next }: Variable, k: number, twins: readonly Recurrent[]): boolean {
  if (initial?.data.some(x => x !== 0)) return false;
  const names = new Set(twins.map(twin => twin.name));
  const readBy = view.readersOf(name);
  if (!readBy.every(reader => names.has(reader.layer) && reader.place === k + 1)) return false;
  const last = view.layer(view.sourceOf(next));
  const source = last?.type === 'slice' ? view.sourceOf(last.inputs[0]) : last?.name;
  const twin = twins.find(other => other.name === source);
  if (!twin || (twin.type === 'lstm' && twin.output !== (k === 0 ? 'hidden' : 'cell'))) return false;
  const shape = view.shape(twin.name);
  const time = shape.length - 2;
  if (last?.type !== 'slice') return shape[time] === 1;
  const begin = shape.map((length, axis) => (axis === time && !twin.reverse ? length - 1 : 0));
  return same(last.begin, begin) && same(last.size, shape.with(time, 1)) && same(view.shape(last.inputs[0]), shape);
}

interface View {
  readonly variables: ReadonlyMap<string, Variable>;
  layer(name: string): Layer | undefined;
  shape(name: string): Shape;
  /** The tensor whose elements another one has in the same order. */
  sourceOf(name: string): string;
  /** The layers that read a tensor, in whatever shape, and as which of their inputs; '' for the graph itself. */
  readersOf(name: string): readonly { readonly layer: string; readonly place: number }[];
}

function graphView(graph: Graph): View {
  const shapes = inferShapes(graph);
  const layers = new Map(graph.layers.map(layer => [layer.name, layer]));
  const shape = (name: string): Shape => shapes.get(name) ?? [];
  const sourceOf = (name: string): string => {
    const layer = layers.get(name);
    return layer && keepsOrder(layer, shape) ? sourceOf(layer.inputs[0]) : name;
  };
  const visible = [...graph.outputs, ...(graph.variables ?? []).map(({ next }) => next)];
  return {
    variables: new Map(graph.variables?.map(variable => [variable.name, variable])),
    layer: name => layers.get(name),
    shape,
    sourceOf,
    readersOf(name) {
      const seen = visible.filter(other => sourceOf(other) === name).map(() => ({ layer: '', place: 0 }));
      const read = graph.layers
        .filter(layer => !keepsOrder(layer, shape))
        .flatMap(layer =>
          layer.inputs.flatMap((input, place) => (sourceOf(input) === name ? [{ layer: layer.name, place }] : [])),
        );
      return [...seen, ...read];
    },
  };
}

/** Whether a layer hands on all elements in their order. */
function keepsOrder(layer: Layer, shape: (name: string) => Shape): boolean {
  if (layer.type === 'reshape' || layer.type === 'flatten') return true;
  if (layer.type === 'slice') {
    return layer.step.every(step => step === 1) && elementsOf(layer.size) === elementsOf(shape(layer.inputs[0]));
  }
  if (layer.type !== 'transpose') return false;
  const from = shape(layer.inputs[0]);
  const long = layer.permutation.filter(axis => from[axis] > 1);
  return long.every((axis, k) => k === 0 || axis > long[k - 1]);
}

/** A graph without the layers behind what is gone, which nobody takes. */
function withoutUnread<G extends Graph>(graph: G, gone: ReadonlySet<string>): G {
  const lost = new Set(gone);
  for (const layer of graph.layers) if (layer.inputs.some(name => lost.has(name))) lost.add(layer.name);
  return { ...graph, layers: graph.layers.filter(({ name }) => !lost.has(name)) };
}
