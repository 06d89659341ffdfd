import type { Layer, RunningSum, TimeWindow, Variable } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { inferShapes } from '../shapes.js';
import type { GraphPass } from './graphPass.js';

/**
 * Keeps the windows of a streaming network in variables, for formats that know no layer with a memory: what a window keeps is joined with the
 * new columns, and a part of it is kept for the next run. Where windows take turns, a variable holds those of all turns, the next one first.
 * A running sum becomes a window and the sum over it.
 *
 * The network computes the same, bit for bit.
 */
export const keepInVariables: GraphPass = {
  name: 'keepInVariables',
  run(graph) {
    if (!graph.layers.some(keeps)) return graph;
    const shapes = inferShapes(graph);
    const taken = new Set(shapes.keys());
    const fresh = (name: string): string => {
      let free = name;
      for (let count = 2; taken.has(free); count++) free = `${name}:${count}`;
      taken.add(free);
      return free;
    };
    const params = new Map([...graph.inputs, ...(graph.variables ?? []), ...graph.layers].map(t => [t.name, t.params]));
    const variables: Variable[] = [];
    const layers = graph.layers.flatMap((layer): readonly Layer[] => {
      if (!keeps(layer)) return [layer];
      const [input] = layer.inputs;
      const shape = shapes.get(input) ?? [];
      const codes = params.get(input);
      const own = codes ? { params: codes } : {};
      const { axis, size, every } = layer;
      const name = layer.type === 'timeWindow' ? layer.name : fresh(`${layer.name}/window`);
      const window: TimeWindow = { type: 'timeWindow', name, inputs: [input], axis, size, every, ...own };
      const kept = keptWindow(window, shape, fresh);
      variables.push(...kept.variables);
      return layer.type === 'timeWindow' ? kept.layers : [...kept.layers, sumOver(layer, name, shape.with(axis, size))];
    });
    return { ...graph, layers, variables: [...(graph.variables ?? []), ...variables] };
  },
};

function keeps(layer: Layer): layer is TimeWindow | RunningSum {
  return layer.type === 'timeWindow' || layer.type === 'runningSum';
}

interface Kept {
  readonly layers: readonly Layer[];
  readonly variables: readonly Variable[];
}

/** A window as its older columns, joined with the new ones. */
function keptWindow(
  { name, inputs, axis, size, every, params }: TimeWindow,
  strip: Shape,
  fresh: (name: string) => string,
): Kept {
  const own = params ? { params } : {};
  const added = strip[axis];
  const older = size - added;
  const columns = (as: string, from: string, begin: number, count: number): Layer => ({
    type: 'slice',
    name: fresh(as),
    inputs: [from],
    begin: strip.map((_, k) => (k === axis ? begin : 0)),
    size: strip.with(axis, count),
    step: strip.map(() => 1),
    ...own,
  });
  const joined = (as: string, parts: readonly string[]): Layer => ({
    type: 'concat',
    name: as,
    inputs: parts,
    axis,
    ...own,
  });
  if (older === 0) return { layers: [{ type: 'reshape', name, inputs, shape: strip, ...own }], variables: [] };
  const variable = fresh(`${name}/older`);
  const shape = strip.with(axis, every * older);
  const next = columns(`${name}/kept`, name, added, older);
  if (every === 1) {
    const layers = [joined(name, [variable, inputs[0]]), next];
    return { layers, variables: [{ name: variable, shape, ...own, next: next.name }] };
  }
  const first = columns(`${name}/turn`, variable, 0, older);
  const others = columns(`${name}/others`, variable, older, (every - 1) * older);
  const turned = joined(fresh(`${name}/turned`), [others.name, next.name]);
  const layers = [first, joined(name, [first.name, inputs[0]]), next, others, turned];
  return { layers, variables: [{ name: variable, shape, ...own, next: turned.name }] };
}

/** What a running sum computes, over the whole window. */
function sumOver({ name, function: sum, axes, keepAxes, params }: RunningSum, window: string, shape: Shape): Layer {
  const common = { name, inputs: [window], ...(params && { params }) };
  if (sum !== 'pool') return { type: sum === 'sum' ? 'reduceSum' : 'reduceMean', ...common, axes, keepAxes };
  if (axes.length === 1) {
    const size = shape[axes[0]];
    return { type: 'averagePool1d', ...common, size, stride: size, padding: 'valid' };
  }
  const size = [shape[axes[0]], shape[axes[1]]] as const;
  const plane = { padding: 'valid', countPadding: false, activation: 'none' } as const;
  return { type: 'averagePool2d', ...common, size, stride: size, ...plane };
}
