import { type AffineParams, sameParams } from '../../../qparams.js';
import { fieldsOf } from '../../../graph/fields.js';
import { opOf } from '../../../ops/index.js';
import type { Layer, NetworkInput, Tensor } from '../../../graph/network.js';
import { layerNamed, networkError } from '../../../graph/networkError.js';
import { checkShape, type Shape } from '../../../graph/tensor.js';

/** What passes rewrite: a network without a name. An output may be an input, and may be there twice. */
export interface Graph {
  readonly inputs: readonly NetworkInput[];
  readonly layers: readonly Layer[];
  readonly outputs: readonly string[];
}

/** A graph under construction, layer by layer, that knows shape and params of all its tensors. */
export interface GraphWriter {
  readonly layers: Layer[];
  /** Adds an input. */
  addInput(input: NetworkInput): void;
  /** Adds a layer behind all others, checks its fields, and returns its name. */
  add(layer: Layer): string;
  shape(name: string): Shape;
  params(name: string): AffineParams | undefined;
  /** The layer of a name; undefined for an input. */
  layer(name: string): Layer | undefined;
  /** A name that is not in use, made from one that is. */
  fresh(name: string): string;
}

/**
 * Begins a graph.
 *
 * @param taken names that `fresh` must not give
 */
export function graphWriter(inputs: readonly NetworkInput[], taken: Iterable<string> = []): GraphWriter {
  const shapes = new Map<string, Shape>();
  const coded = new Map<string, AffineParams | undefined>();
  const byName = new Map<string, Layer>();
  const layers: Layer[] = [];
  const used = new Set(taken);
  let count = used.size;
  const addInput = ({ name, shape, params }: NetworkInput): void => {
    shapes.set(name, shape);
    coded.set(name, params);
    used.add(name);
  };
  for (const input of inputs) addInput(input);
  const shapeOf = (name: string): Shape => {
    const shape = shapes.get(name);
    if (!shape) throw networkError('graph', 'layers must name earlier ones', JSON.stringify(name));
    return shape;
  };
  return {
    layers,
    addInput,
    add(layer) {
      const shape = outputShape(layer, layer.inputs.map(shapeOf));
      layers.push(layer);
      shapes.set(layer.name, shape);
      coded.set(layer.name, layer.params);
      byName.set(layer.name, layer);
      used.add(layer.name);
      return layer.name;
    },
    shape: shapeOf,
    params: name => coded.get(name),
    layer: name => byName.get(name),
    fresh(name) {
      const source = sourceOf(name);
      while (used.has(`${source}~${count}`)) count++;
      const made = `${source}~${count++}`;
      used.add(made);
      return made;
    },
  };
}

/** The name that a fresh one was made from. */
export function sourceOf(name: string): string {
  return name.replace(/~\d+$/, '');
}

/** The shape of a layer's output, after its fields were checked; its tensors are checked with the whole network. */
export function outputShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const where = layerNamed(layer);
  const kind = opOf(where, layer.type);
  kind.read(fieldsOf(where, layer, (_where, value) => value as Tensor));
  return checkShape(where, kind.shape(layer, inputs));
}

/** Names of a graph, all of them. */
export function namesOf({ inputs, layers }: Graph): string[] {
  return [...inputs, ...layers].map(t => t.name);
}

/** How often each tensor is read; a network output counts as one reader. */
export function readersOf({ layers, outputs }: Graph): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of [...layers.flatMap(layer => layer.inputs), ...outputs]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

/** The graph without the layers that nothing reads. */
export function withoutDeadLayers(graph: Graph): Graph {
  const live = new Set(graph.outputs);
  const layers = graph.layers.toReversed().filter(({ name, inputs }) => {
    if (!live.has(name)) return false;
    for (const input of inputs) live.add(input);
    return true;
  });
  return { ...graph, layers: layers.reverse() };
}

/** Whether two tensors are coded alike. */
export function sameCoding(a: AffineParams | undefined, b: AffineParams | undefined): boolean {
  return a && b ? sameParams(a, b) : a === b;
}
