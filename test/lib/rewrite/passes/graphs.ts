import { executor as executorOf } from '../../executor.js';
import { checkNetwork, type FloatNetwork, type Layer } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { random } from '../../../../lib/random.js';

/** A float network on one input `x`, whose last layer is its output. */
export function graph(shape: readonly number[], layers: readonly object[]): FloatNetwork {
  const network: FloatNetwork = {
    name: 'graph',
    arithmetic: 'float32',
    inputs: [{ name: 'x', shape }],
    layers: layers as readonly Layer[],
    outputs: [(layers[layers.length - 1] as Layer).name],
  };
  checkNetwork(network);
  return network;
}

/** A constant tensor of seeded normal numbers. */
export function normal(shape: readonly number[], seed: number) {
  const generator = random(seed);
  return { shape, data: Float32Array.from({ length: elementsOf(shape) }, () => generator.normal()) };
}

/** What a network makes of a seeded input. */
export function outputOf(network: FloatNetwork, seed: number): Float32Array {
  const executor = executorOf(network);
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(normal(network.inputs[0].shape, seed).data, out);
  return out;
}

/** Types of the layers, in their order. */
export function types({ layers }: { readonly layers: readonly Layer[] }): string[] {
  return layers.map(layer => layer.type);
}
