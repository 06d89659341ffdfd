import type { Activation, Layer, Tensor, Weighted } from '../../../graph/network.js';
import { isWeighted } from '../../../graph/tensor.js';
import { type Graph, readersOf, withoutDeadLayers } from './graph.js';

/**
 * Joins layers of weights with what follows them: a sum with one constant a channel becomes their bias, a relu or a clip their
 * activation. The joined layer has the name of the last one. The numbers stay the same but for the float32 rounding of the sum.
 *
 * @internal
 */
export function fuse(graph: Graph): Graph {
  const readers = readersOf(graph);
  const made = new Map<string, Layer>();
  const layers: Layer[] = [];
  for (const layer of graph.layers) {
    const joined = withBias(layer, made, readers) ?? withActivation(layer, made, readers) ?? layer;
    made.set(joined.name, joined);
    layers.push(joined);
  }
  return withoutDeadLayers({ ...graph, layers });
}

/** A weighted layer of real numbers that nothing but this layer reads. */
function only(name: string | undefined, made: ReadonlyMap<string, Layer>, readers: ReadonlyMap<string, number>) {
  const layer = made.get(name ?? '');
  if (!layer || !isWeighted(layer) || layer.params || readers.get(layer.name) !== 1) return undefined;
  return layer.activation === 'none' ? layer : undefined;
}

function withBias(
  layer: Layer,
  made: ReadonlyMap<string, Layer>,
  readers: ReadonlyMap<string, number>,
): Layer | undefined {
  if (layer.type !== 'add' || layer.params) return undefined;
  for (const [of, other] of [layer.inputs, [...layer.inputs].reverse()]) {
    const weighted = only(of, made, readers);
    const constant = made.get(other);
    if (!weighted || constant?.type !== 'constant') continue;
    const bias = sum(weighted.bias, constant.value, weighted.weights.shape[0]);
    if (bias) return { ...weighted, name: layer.name, bias, activation: layer.activation };
  }
  return undefined;
}

/** A bias with one more number a channel, or undefined where it is not that. */
function sum(bias: Tensor, { shape, data }: Tensor, units: number): Tensor | undefined {
  if (!(bias.data instanceof Float32Array) || !(data instanceof Float32Array)) return undefined;
  const one = data.length === 1;
  if (!one && !(data.length === units && shape.at(-1) === units)) return undefined;
  return shape.length > 4 ? undefined : { shape: bias.shape, data: bias.data.map((b, o) => b + data[one ? 0 : o]) };
}

function withActivation(
  layer: Layer,
  made: ReadonlyMap<string, Layer>,
  readers: ReadonlyMap<string, number>,
): Weighted | undefined {
  const activation = activationOf(layer);
  if (!activation || layer.params) return undefined;
  const weighted = only(layer.inputs[0], made, readers);
  return weighted && { ...weighted, name: layer.name, activation };
}

function activationOf(layer: Layer): Activation | undefined {
  if (layer.type === 'relu') return 'relu';
  if (layer.type !== 'clip') return undefined;
  if (layer.low === 0 && layer.high === 6) return 'relu6';
  return layer.low === -1 && layer.high === 1 ? 'relu1' : undefined;
}
