import type { Layer, NetworkInput } from '../../graph/network.js';
import { elementsOf, type Shape, showShape } from '../../graph/tensor.js';
import { timeAxisOf } from '../../graph/timeLayout.js';
import { reorders } from '../../graph/permuted.js';
import { opOf } from '../../ops/index.js';
import { inferShapes } from '../shapes.js';
import type { GraphPass } from './graphPass.js';

/** A tensor as an input in other axes: axis k of it is axis permutation[k] of `shape`, which holds the input's elements in their order. */
interface View {
  readonly input: string;
  readonly shape: Shape;
  readonly permutation: readonly number[];
}

/**
 * Finds out which axis of each input is time, and says so where it is not the one that is time by default: follows the input through
 * reshapes, transpositions and whatever works on each element by itself to the first layer that knows. 1-D convolutions, pools and recurrent
 * layers work along time. Of a plane, time is the height, unless that is 1; where the model has the channels first, as PyTorch's have, it is
 * the longer side. A flat input that a layer only gives more axes is seen in those. An input that says itself which axis it is stays as it is.
 */
export const findTimeAxes: GraphPass = {
  name: 'findTimeAxes',
  run(graph) {
    const shapes = inferShapes(graph);
    const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
    const known = new Map<string, Partial<NetworkInput>>();
    const views = new Map<string, View>();
    for (const { name, shape, timeAxis, timeShape } of graph.inputs) {
      if (timeAxis === undefined && timeShape === undefined)
        views.set(name, { input: name, shape, permutation: [...shape.keys()] });
    }
    for (const layer of graph.layers) {
      const view = layer.inputs.map(name => views.get(name)).find(v => v !== undefined && !known.has(v.input));
      if (!view) continue;
      const next = through(layer, view, shapeOf(layer.name));
      if (next) {
        views.set(layer.name, next);
        continue;
      }
      const own = shapeOf(view.input);
      const axis = timeOf(layer, view, own);
      if (axis !== undefined) known.set(view.input, layoutOf(own, view.shape, axis));
      else if (wide(view.shape).length > wide(own).length)
        known.set(view.input, layoutOf(own, view.shape, firstWide(view.shape)));
    }
    const inputs = graph.inputs.map(input => ({ ...input, ...known.get(input.name) }));
    return known.size === 0 ? graph : { ...graph, inputs };
  },
};

/** How the output of a layer shows the input; undefined where it does not show each of its elements. */
function through(layer: Layer, view: View, output: Shape): View | undefined {
  const { input, shape, permutation } = view;
  const seen = permutation.map(axis => shape[axis]);
  if (layer.type === 'transpose') return { ...view, permutation: layer.permutation.map(axis => permutation[axis]) };
  if (layer.type === 'reshape' || layer.type === 'flatten') {
    if (!reorders(shape, permutation)) return { input, shape: output, permutation: [...output.keys()] };
    return showShape(long(seen)) === showShape(long(output)) ? withoutOnes(view, output) : undefined;
  }
  const { action } = opOf(layer.name, layer.type).traits;
  const alone = layer.inputs.length === 1 && (action === 'pointwise' || CODING.has(layer.type));
  const scaled = action === 'broadcast' || layer.type === 'batchNormalization';
  return (alone || scaled) && showShape(seen) === showShape(output) ? view : undefined;
}

/** A view whose axes of length 1 are those of another shape. */
function withoutOnes({ input, shape, permutation }: View, output: Shape): View {
  const axes = wide(shape);
  const order = permutation.flatMap(axis => (shape[axis] > 1 ? [axes.indexOf(axis)] : []));
  let [next, ones] = [0, axes.length];
  const seen = output.map(length => (length > 1 ? order[next++] : ones++));
  return { input, shape: [...long(shape), ...new Array<number>(ones - axes.length).fill(1)], permutation: seen };
}

const CODING = new Set<Layer['type']>(['quantize', 'dequantize', 'cast', 'clip']);
const ALONG = new Set<Layer['type']>(['conv1d', 'averagePool1d', 'maxPool1d', 'lstm', 'gru', 'rnn']);
const PLANES = new Set<Layer['type']>(['conv2d', 'averagePool2d', 'maxPool2d']);

/** The axis of the view's shape that a layer takes for time; undefined of one that does not tell. */
function timeOf({ type }: Layer, { shape, permutation }: View, own: Shape): number | undefined {
  if (ALONG.has(type)) return permutation.at(-2);
  if (!PLANES.has(type)) return undefined;
  const [height, width, channels] = permutation.slice(-3);
  if (shape[height] === 1) return width;
  // a single channel in front comes as a reshape
  const single = own.length === shape.length && shape[channels] === 1 && (own.at(-1) ?? 1) > 1;
  return (channels < height || single) && shape[width] > shape[height] ? width : height;
}

/** What an input must say so that an axis of a shape of its elements is time. */
function layoutOf(own: Shape, shape: Shape, axis: number): Partial<NetworkInput> {
  if (showShape(long(own)) !== showShape(long(shape))) {
    return { timeShape: shape, ...(timeAxisOf({ shape }) !== axis && { timeAxis: axis }) };
  }
  // the same axes but for those of length 1
  const same = wide(own)[wide(shape).indexOf(axis)];
  return same === undefined || same === timeAxisOf({ shape: own }) ? {} : { timeAxis: same };
}

/** The axes that are longer than 1. */
function wide(shape: Shape): number[] {
  return [...shape.keys()].filter(k => shape[k] > 1);
}

/** Their lengths. */
function long(shape: Shape): number[] {
  return shape.filter(length => length > 1);
}

function firstWide(shape: Shape): number {
  return elementsOf(shape) === 1 ? timeAxisOf({ shape }) : wide(shape)[0];
}
