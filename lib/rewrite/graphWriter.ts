import { type AffineParams, sameParams } from '../qparams.js';
import { fieldsOf } from '../graph/fields.js';
import { opOf } from '../ops/index.js';
import type { Graph } from '../graph/graph.js';
import type { Layer, Tensor, TensorInfo } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { checkShape, type Shape } from '../graph/tensor.js';

/** A graph under construction, layer by layer, that knows shape and params of all its tensors. */
export interface GraphWriter {
  readonly layers: Layer[];
  /** Adds an input or a variable. */
  addSource(source: TensorInfo): void;
  /** Adds a layer behind all others, checks its fields, and returns its name. */
  add(layer: Layer): string;
  shape(name: string): Shape;
  params(name: string): AffineParams | undefined;
  /** The layer of a name; undefined for an input or a variable. */
  layer(name: string): Layer | undefined;
  /** A name that is not in use, made from one that is. */
  fresh(name: string): string;
}

/**
 * Begins a graph: with the inputs and variables of another one, none of whose names `fresh` gives; or an empty one.
 *
 * @internal
 */
export function graphWriter(from?: Graph): GraphWriter {
  const shapes = new Map<string, Shape>();
  const coded = new Map<string, AffineParams | undefined>();
  const byName = new Map<string, Layer>();
  const layers: Layer[] = [];
  const sources = [...(from?.inputs ?? []), ...(from?.variables ?? [])];
  const used = new Set([...sources, ...(from?.layers ?? [])].map(t => t.name));
  let count = used.size;
  const addSource = ({ name, shape, params }: TensorInfo): void => {
    shapes.set(name, shape);
    coded.set(name, params);
    used.add(name);
  };
  for (const source of sources) addSource(source);
  const shapeOf = (name: string): Shape => {
    const shape = shapes.get(name);
    if (!shape) throw networkError('graph', 'layers must name earlier ones', JSON.stringify(name));
    return shape;
  };
  return {
    layers,
    addSource,
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

/** Whether two tensors are coded alike. */
export function sameCoding(a: AffineParams | undefined, b: AffineParams | undefined): boolean {
  return a && b ? sameParams(a, b) : a === b;
}
