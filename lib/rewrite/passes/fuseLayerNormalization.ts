import type { Binary, Layer, LayerNormalization, LayerOf, Tensor } from '../../graph/network.js';
import { elementsOf, type Shape } from '../../graph/tensor.js';
import { inferShapes } from '../shapes.js';
import type { GraphPass } from './graphPass.js';
import { removeUnused } from './removeUnused.js';

/**
 * Makes one layer of what Keras' LayerNormalization becomes on real numbers: a mean, a mean of squared differences, an inverse root, and
 * x g + (beta - mean g) with g = gamma / root. Outputs agree within float rounding: the layer sums in double precision what the parts store
 * as float32. Not among the passes of `foldNetwork`: the parts have an integer arithmetic, the layer has none.
 *
 * @example
 * const folded = foldNetwork(float, [...foldingPasses, fuseLayerNormalization]);
 */
export const fuseLayerNormalization: GraphPass = {
  name: 'fuseLayerNormalization',
  run(graph) {
    const shapes = inferShapes(graph);
    const byName = new Map(graph.layers.map(layer => [layer.name, layer]));
    const layers = graph.layers.map(layer => normalization(layer, byName, shapes) ?? layer);
    return layers.every((layer, k) => layer === graph.layers[k]) ? graph : removeUnused.run({ ...graph, layers });
  },
};

type Layers = ReadonlyMap<string, Layer>;

function normalization(
  layer: Layer,
  layers: Layers,
  shapes: ReadonlyMap<string, Shape>,
): LayerNormalization | undefined {
  for (const [scaled, offset] of operands(layer, 'add')) {
    for (const [x, factor] of operands(layers.get(scaled), 'mul')) {
      const shift = shiftOf(layers.get(offset), factor, layers);
      const gain = shift && gainOf(layers.get(factor), layers);
      if (!shift || !gain || !isVariance(gain.variance, x, shift.mean, layers)) continue;
      const mean = typed(layers.get(shift.mean), 'reduceMean');
      const shape = shapes.get(x) ?? [];
      const axis = shape.length - (mean?.axes.length ?? 0);
      const own = shape.slice(axis);
      const [scale, bias] = [gain.gamma, shift.beta].map(tensor => overAxes(tensor, own));
      const trailing = mean?.axes.every((a, k) => a === axis + k);
      if (!mean || mean.inputs[0] !== x || !trailing || !scale || !bias) continue;
      return { type: 'layerNormalization', name: layer.name, inputs: [x], scale, bias, axis, epsilon: gain.epsilon };
    }
  }
  return undefined;
}

/** beta - mean g, or -mean g + beta. */
function shiftOf(layer: Layer | undefined, factor: string, layers: Layers) {
  for (const [a, b] of operands(layer, 'sub').slice(0, 1)) {
    const beta = constantOf(a, layers);
    const mean = otherOf(layers.get(b), factor);
    if (beta && mean !== undefined) return { beta, mean };
  }
  for (const [a, b] of operands(layer, 'add')) {
    const beta = constantOf(b, layers);
    const negated = otherOf(layers.get(a), factor);
    const negate = typed(layers.get(negated ?? ''), 'negate');
    if (beta && negate) return { beta, mean: negate.inputs[0] };
  }
  return undefined;
}

/** gamma / sqrt(variance + epsilon). */
function gainOf(layer: Layer | undefined, layers: Layers) {
  for (const [a, b] of operands(layer, 'mul')) {
    const root = typed(layers.get(a), 'rsqrt');
    const gamma = constantOf(b, layers);
    if (!root || !gamma) continue;
    for (const [variance, small] of operands(layers.get(root.inputs[0]), 'add')) {
      const epsilon = constantOf(small, layers);
      if (epsilon?.data.length === 1) return { gamma, variance, epsilon: epsilon.data[0] };
    }
  }
  return undefined;
}

/** Whether a tensor is the mean of (x - mean)^2 over the axes of the mean. */
function isVariance(name: string, x: string, mean: string, layers: Layers): boolean {
  const [variance, first] = [typed(layers.get(name), 'reduceMean'), typed(layers.get(mean), 'reduceMean')];
  if (!variance?.keepAxes || !first?.keepAxes || variance.axes.join() !== first.axes.join()) return false;
  return operands(layers.get(variance.inputs[0]), 'squaredDifference').some(([a, b]) => a === x && b === mean);
}

/** The operands of a layer on real numbers, in both orders; none where it is of another type. */
function operands(layer: Layer | undefined, type: Binary['type']): readonly (readonly [string, string])[] {
  if (layer?.type !== type || layer.params || layer.activation !== 'none') return [];
  const [a, b] = layer.inputs;
  return [
    [a, b],
    [b, a],
  ];
}

/** The operand beside another one of a product. */
function otherOf(layer: Layer | undefined, operand: string): string | undefined {
  return operands(layer, 'mul').find(([, b]) => b === operand)?.[0];
}

function typed<T extends Layer['type']>(layer: Layer | undefined, type: T): LayerOf<T> | undefined {
  return layer?.type === type && !layer.params ? (layer as LayerOf<T>) : undefined;
}

function constantOf(name: string, layers: Layers): Tensor | undefined {
  const value = typed(layers.get(name), 'constant')?.value;
  return value && !value.params ? value : undefined;
}

/** A constant with one number for each entry of the axes, in their shape. */
function overAxes({ shape, data }: Tensor, axes: Shape): Tensor | undefined {
  const lead = shape.slice(0, shape.length - axes.length);
  const same = shape.slice(shape.length - axes.length).join() === axes.join();
  return same && elementsOf(lead) === 1 ? { shape: axes, data } : undefined;
}
