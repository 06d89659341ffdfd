import type { Concat, Layer, Slice, Variable } from '../../graph/network.js';
import { inferShapes } from '../shapes.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Variables that are only read in parts, and whose next value is joined of the same parts, become a variable for each part: the states of
 * recurrent layers that a model holds in one tensor. Variables that do not begin with zeros stay.
 *
 * The network computes the same, bit for bit.
 */
export const splitVariables: GraphPass = {
  name: 'splitVariables',
  run(graph) {
    const { variables = [] } = graph;
    if (variables.length === 0) return graph;
    const shapes = inferShapes(graph);
    const layers = new Map(graph.layers.map(layer => [layer.name, layer]));
    const standIns = new Map<string, string>(); // variables by the slices that were their parts
    const fresh = namesBeside(shapes);
    const split = variables.flatMap((variable): readonly Variable[] => {
      const joined = layers.get(variable.next);
      const seen = graph.outputs.includes(variable.name) || variables.some(({ next }) => next === variable.name);
      if (joined?.type !== 'concat' || seen || variable.initial) return [variable];
      const readers = graph.layers.filter(layer => layer.inputs.includes(variable.name));
      const parts = partsOf(joined, name => shapes.get(name) ?? []);
      const places = readers.map(reader => parts.findIndex(part => isPart(reader, part, variable)));
      if (places.some(place => place < 0)) return [variable];
      // a part that another one moves on to would be the next value of a variable and none of a layer: they are a queue
      if (parts.some(({ next }) => isRead(layers.get(next), variables))) return [variable];
      const made = parts.map(({ size, next }): Variable => {
        const shape = variable.shape.with(joined.axis, size);
        return { ...variable, name: fresh(variable.name), shape, next };
      });
      readers.forEach((reader, k) => standIns.set(reader.name, made[places[k]].name));
      return made;
    });
    if (standIns.size === 0) return graph;
    // the part of a variable is a tensor of the same shape
    return { ...editLayers(graph, layer => standIns.get(layer.name) ?? layer), variables: split };
  },
};

/** A part of a joined tensor. */
interface Part {
  readonly axis: number;
  readonly begin: number;
  readonly size: number;
  /** The tensor that it is. */
  readonly next: string;
}

function partsOf({ axis, inputs }: Concat, shapeOf: (name: string) => readonly number[]): readonly Part[] {
  let at = 0;
  return inputs.map(next => {
    const size = shapeOf(next)[axis];
    const begin = at;
    at += size;
    return { axis, begin, size, next };
  });
}

/** Whether a layer cuts a part out of some variable. */
function isRead(layer: Layer | undefined, variables: readonly Variable[]): boolean {
  return layer?.type === 'slice' && variables.some(({ name }) => layer.inputs.includes(name));
}

/** Whether a layer cuts just this part out of a variable. */
function isPart(layer: Layer, { axis, begin, size }: Part, { shape }: Variable): layer is Slice {
  return (
    layer.type === 'slice' &&
    layer.step.every(step => step === 1) &&
    layer.begin.every((from, k) => from === (k === axis ? begin : 0)) &&
    layer.size.every((length, k) => length === (k === axis ? size : shape[k]))
  );
}

/** Makes names that are not in use. */
function namesBeside(used: ReadonlyMap<string, unknown>): (name: string) => string {
  const taken = new Set(used.keys());
  return name => {
    let count = 0;
    while (taken.has(`${name}:${count}`)) count++;
    taken.add(`${name}:${count}`);
    return `${name}:${count}`;
  };
}
