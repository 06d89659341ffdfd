import type { Layer, Tensor } from '../../graph/network.js';
import { isWeighted } from '../../graph/tensor.js';
import { takersOf } from '../../graph/graph.js';
import type { GraphPass } from './graphPass.js';

/**
 * Makes a sum with one constant a channel the bias of the layer of weights before it, where nobody else takes that layer's output. The
 * joined layer has the name of the sum. The numbers stay the same but for the float32 rounding of the bias.
 */
export const fuseBias: GraphPass = {
  name: 'fuseBias',
  run(graph) {
    const takers = takersOf(graph);
    const made = new Map<string, Layer>();
    const gone = new Set<string>();
    const layers = graph.layers.map(layer => {
      const joined = withBias(layer, made, takers);
      if (joined) gone.add(joined.gone);
      const next = joined?.layer ?? layer;
      made.set(next.name, next);
      return next;
    });
    return gone.size === 0 ? graph : { ...graph, layers: layers.filter(layer => !gone.has(layer.name)) };
  },
};

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
): { readonly layer: Layer; readonly gone: string } | undefined {
  if (layer.type !== 'add' || layer.params) return undefined;
  for (const [of, other] of [layer.inputs, [...layer.inputs].reverse()]) {
    const weighted = only(of, made, readers);
    const constant = made.get(other);
    if (!weighted || constant?.type !== 'constant') continue;
    const bias = sum(weighted.bias, constant.value, weighted.weights.shape[0]);
    if (bias)
      return { layer: { ...weighted, name: layer.name, bias, activation: layer.activation }, gone: weighted.name };
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
