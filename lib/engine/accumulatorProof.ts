import { layerNamed, networkError } from '../graph/networkError.js';
import type { Layer, MatMul, Network } from '../graph/network.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { isWeighted, type Shape } from '../graph/tensor.js';
import type { AffineParams } from '../qparams.js';
import { type AccumulatorRange, bitsOf, productRange } from '../plan/accumulatorRange.js';
import { centredRange, weightedRange } from '../ops/weighted/weighted.js';

/** What the accumulators of a layer can take, whatever the network's input. */
export interface AccumulatorProof extends AccumulatorRange {
  /** Smallest value of each output channel's accumulator, bias included; of a product of matrices, one for all. */
  readonly least: readonly number[];
  /** Largest value. */
  readonly most: readonly number[];
  /** The narrowest two's complement accumulator that holds them all, bits. */
  readonly bits: number;
}

/**
 * Proves how wide the accumulators of a network must be: for every layer with weights and every product of matrices, between codes, the
 * interval that follows from weights, bias and the codes that the input can hold. It is attained where each tap may meet any code.
 *
 * @throws {FormatError} when the network is malformed
 * @see Colbert et al., A2Q: Accumulator-Aware Quantization (2023), equation 8, here with signs and zero points
 */
export function accumulatorProof(network: Network): ReadonlyMap<string, AccumulatorProof> {
  const shapes = checkNetwork(network);
  const { inputs, variables = [], layers } = network;
  const params = new Map([...inputs, ...variables, ...layers].map(tensor => [tensor.name, tensor.params]));
  const proofs = new Map<string, AccumulatorProof>();
  for (const layer of layers) {
    const given = layer.inputs.map(name => params.get(name));
    if (!given.every(p => p !== undefined)) continue;
    const range = rangeOf(layer, given, layer.inputs.map(shapeOf), shapeOf(layer.name));
    if (range) proofs.set(layer.name, { ...range, bits: bitsOf(range) });
  }
  return proofs;

  function shapeOf(name: string): Shape {
    const shape = shapes.get(name);
    if (!shape) throw networkError('layers', 'inputs must name tensors', name);
    return shape;
  }
}

function rangeOf(
  layer: Layer,
  params: readonly AffineParams[],
  inputs: readonly Shape[],
  output: Shape,
): AccumulatorRange | undefined {
  if (layer.type === 'matMul') return matMulRange(layer, params, inputs);
  return isWeighted(layer) && layer.weights.params ? weightedRange(layer, params[0], inputs[0], output) : undefined;
}

function matMulRange(layer: MatMul, params: readonly AffineParams[], [a]: readonly Shape[]): AccumulatorRange {
  const [x, y] = params.map(p => centredRange(layerNamed(layer), p));
  const { least, most } = productRange(a[a.length - (layer.transposeA ? 2 : 1)], x, y);
  return { least: [least], most: [most] };
}
