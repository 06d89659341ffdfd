import type { Flatten, Layer, Margin, Reshape, Tensor } from '../../graph/network.js';
import { elementsOf, type Shape } from '../../graph/tensor.js';
import { opOf } from '../../ops/index.js';
import { type Graph, visibleOf } from '../../graph/graph.js';
import { type GraphWriter, graphWriter } from '../graphWriter.js';
import type { GraphPass } from './graphPass.js';
import { removeUnused } from './removeUnused.js';
import { inverse, permuted, reorders } from '../../graph/permuted.js';

/** A tensor as another one, transposed: axis k of it is axis permutation[k] of the other. */
interface View {
  readonly name: string;
  readonly permutation: readonly number[];
}

/**
 * Moves transpositions towards the outputs, through every layer that works as well on other axes, until they meet their inverse or a
 * layer that needs its axes in order. Those that only move axes of length 1 become reshapes; those of constants are computed. The network
 * computes the same numbers.
 */
export const moveTransposes: GraphPass = {
  name: 'moveTransposes',
  run(graph) {
    const { layers, ends } = moved(graph);
    return removeUnused.run({ ...graph, layers: seenAs(ends, layers, graph) });
  },
};

/** The layers under such names that what was seen from outside under a name is seen under it again. */
function seenAs(ends: ReadonlyMap<string, string>, layers: readonly Layer[], graph: Graph): readonly Layer[] {
  const writer = graphWriter({ ...graph, layers });
  const names = new Map<string, string>();
  const copies: { readonly name: string; readonly of: string }[] = [];
  const own = new Set(layers.map(layer => layer.name));
  const changed = [...ends].filter(([name, end]) => end !== name);
  for (const [name, end] of changed) {
    const free = own.has(end) && !names.has(end) && ends.get(end) !== end;
    if (free) names.set(end, name);
    else copies.push({ name, of: end });
  }
  for (const [name] of changed) if (own.has(name) && !names.has(name)) names.set(name, writer.fresh(name));
  for (const layer of layers) writer.add(layer);
  const nameOf = (name: string): string => names.get(name) ?? name;
  return [
    ...layers.map(layer => ({ ...layer, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) })),
    ...copies.map(({ name, of }): Layer => {
      const params = writer.params(of);
      return { type: 'reshape', name, inputs: [nameOf(of)], shape: writer.shape(of), ...(params && { params }) };
    }),
  ];
}

/** The layers, and what is now at the end of each tensor that is seen from outside. */
function moved(graph: Graph): { readonly layers: readonly Layer[]; readonly ends: ReadonlyMap<string, string> } {
  const writer = graphWriter(graph);
  const views = new Map<string, View>();
  const plain = (name: string): View => ({ name, permutation: [...writer.shape(name).keys()] });
  const viewOf = (name: string): View => views.get(name) ?? plain(name);
  const ordered = new Map<string, string>();

  /** The tensor itself, with a transposition where it is one that moves entries. */
  function inOrder(view: View): string {
    const { name, permutation } = view;
    if (isIdentity(permutation)) return name;
    const key = `${permutation.join()} ${name}`;
    const known = ordered.get(key);
    if (known !== undefined) return known;
    const made = transposed(writer, view);
    ordered.set(key, made);
    return made;
  }

  for (const layer of graph.layers) {
    const inputs = layer.inputs.map(viewOf);
    if (layer.type === 'transpose') {
      const [{ name, permutation }] = inputs;
      views.set(layer.name, { name, permutation: layer.permutation.map(axis => permutation[axis]) });
      continue;
    }
    const moved = inputs.some(view => !isIdentity(view.permutation)) ? through(writer, layer, inputs) : undefined;
    if (moved) views.set(layer.name, moved);
    else {
      writer.add({ ...layer, inputs: inputs.map(inOrder) });
      views.set(layer.name, plain(layer.name));
    }
  }
  const ends = new Map([...visibleOf(graph)].map(name => [name, inOrder(viewOf(name))]));
  return { layers: writer.layers, ends };
}

function isIdentity(permutation: readonly number[]): boolean {
  return permutation.every((axis, k) => axis === k);
}

function transposed(writer: GraphWriter, { name, permutation }: View): string {
  const shape = writer.shape(name);
  const params = writer.params(name);
  const wanted = permutation.map(axis => shape[axis]);
  const coded = params && { params };
  const source = writer.layer(name);
  if (source?.type === 'constant') {
    const value = permutedTensor(source.value, permutation);
    return writer.add({ type: 'constant', name: writer.fresh(name), inputs: [], value, ...coded });
  }
  const common = { name: writer.fresh(name), inputs: [name], ...coded };
  return reorders(shape, permutation)
    ? writer.add({ type: 'transpose', ...common, permutation })
    : writer.add({ type: 'reshape', ...common, shape: wanted });
}

function permutedTensor({ shape, data, params }: Tensor, permutation: readonly number[]): Tensor {
  return {
    shape: permutation.map(axis => shape[axis]),
    data: permuted(data, shape, permutation),
    ...(params && { params }),
  };
}

/** The layer on tensors that are not yet transposed; undefined where it needs them in order. */
function through(writer: GraphWriter, layer: Layer, inputs: readonly View[]): View | undefined {
  const [{ name, permutation }] = inputs;
  const add = (made: Layer, after: readonly number[] = permutation): View => ({
    name: writer.add({ ...made, inputs: [name] }),
    permutation: after,
  });
  const back = inverse(permutation);
  if (layer.type === 'prelu') {
    const slope = aligned(layer.slope.shape, permutation);
    return add({ ...layer, slope: permutedTensor({ ...layer.slope, shape: slope }, back) });
  }
  const { action } = opOf(layer.name, layer.type).traits;
  if (action === 'pointwise') return add(layer);
  if (action === 'broadcast') return throughBroadcast(writer, layer, inputs);
  if ('keepAxes' in layer) {
    const axes = layer.axes.map(axis => permutation[axis]).sort((a, b) => a - b);
    const left = layer.keepAxes ? permutation : ranks(permutation.filter(axis => !axes.includes(axis)));
    return add({ ...layer, axes }, left);
  }
  if (layer.type === 'slice') {
    const [begin, size, step] = [layer.begin, layer.size, layer.step].map(list => back.map(k => list[k]));
    return add({ ...layer, begin, size, step });
  }
  if (layer.type === 'pad') return add({ ...layer, margins: back.map((k): Margin => layer.margins[k]) });
  if (layer.type === 'concat') {
    if (inputs.some(view => view.permutation.join() !== permutation.join())) return undefined;
    const names = inputs.map(view => view.name);
    return { name: writer.add({ ...layer, inputs: names, axis: permutation[layer.axis] }), permutation };
  }
  if (layer.type === 'reshape' || layer.type === 'flatten') return throughReshape(writer, layer, inputs[0]);
  return undefined;
}

/** A change of shape takes the entries as they lie: as well before a transposition that moves none of them. */
function throughReshape(writer: GraphWriter, layer: Flatten | Reshape, { name, permutation }: View): View | undefined {
  const shape = writer.shape(name);
  if (reorders(shape, permutation)) return undefined;
  const { name: own, params } = layer;
  const wanted = layer.type === 'reshape' ? layer.shape : [elementsOf(shape)];
  writer.add({ type: 'reshape', name: own, inputs: [name], shape: wanted, ...(params && { params }) });
  return { name: own, permutation: [...wanted.keys()] };
}

/** Axes by their order among those that are left. */
function ranks(axes: readonly number[]): number[] {
  const sorted = [...axes].sort((a, b) => a - b);
  return axes.map(axis => sorted.indexOf(axis));
}

/** A shape with as many axes as it is broadcast to. */
function aligned(shape: Shape, permutation: readonly number[]): number[] {
  return [...new Array<number>(Math.max(permutation.length - shape.length, 0)).fill(1), ...shape];
}

/** Works where all inputs but constants are transposed alike; constants are laid out to suit. */
function throughBroadcast(writer: GraphWriter, layer: Layer, inputs: readonly View[]): View | undefined {
  const moving = inputs.filter(view => constantOf(writer, view) === undefined);
  if (moving.length === 0) return undefined;
  const { permutation } = moving[0];
  if (moving.some(view => view.permutation.join() !== permutation.join())) return undefined;
  const rank = permutation.length;
  const values = inputs.map(view => constantOf(writer, view));
  if (values.some(value => value && value.shape.length > rank)) return undefined;
  const names = inputs.map((view, k) => {
    const value = values[k];
    if (!value || value.data.length === 1) return view.name;
    const whole = permutedTensor({ ...value, shape: aligned(value.shape, permutation) }, inverse(permutation));
    const { params } = value;
    const coded = params && { params };
    const made = { type: 'constant', name: writer.fresh(view.name), inputs: [], value: whole, ...coded } as const;
    const name = writer.add(made);
    return params ? writer.add({ type: 'dequantize', name: writer.fresh(view.name), inputs: [name] }) : name;
  });
  return { name: writer.add({ ...layer, inputs: names }), permutation };
}

/** The numbers of a constant in order, dequantized ones as codes; undefined for a tensor that runs make. */
function constantOf(writer: GraphWriter, { name, permutation }: View): Tensor | undefined {
  const layer = writer.layer(name);
  const source = layer?.type === 'dequantize' ? writer.layer(layer.inputs[0]) : layer;
  if (source?.type !== 'constant' || (source === layer && source.params)) return undefined;
  return isIdentity(permutation) ? source.value : permutedTensor(source.value, permutation);
}
