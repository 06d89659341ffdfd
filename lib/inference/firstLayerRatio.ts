import type { AnyNetwork } from '../graph/arithmetic.js';
import type { Layer, TensorInfo } from '../graph/network.js';
import { isWeighted, realValues } from '../graph/tensor.js';

/**
 * How strong the inputs of a network are beside its biases: over the rows of its first layer of weights, the median of
 * (sum of |weights|) * (largest |input|) / |bias|. Trained networks have ratios of about 3 to 700; one far below says that
 * the biases alone decide, one far above that they say nothing: the inputs then are probably not in the unit that the network was trained
 * on. Undefined where fewer than half of the rows have a bias, or where it is not known what comes to that layer.
 *
 * @param seen largest |input| of the data; by default the largest that the layer's codes hold, as it was calibrated
 *
 * @internal
 */
export function firstLayerRatio(network: AnyNetwork, seen?: number): number | undefined {
  const layer = network.layers.find(isWeighted);
  const largest = layer && largestInput(network, layer.inputs[0], seen);
  if (!layer || largest === undefined) return undefined;
  const [weights, bias] = [realValues(layer.weights), realValues(layer.bias)];
  const taps = weights.length / bias.length;
  const ratios = Array.from(bias, (b, row) => {
    const sum = weights.subarray(row * taps, (row + 1) * taps).reduce((total, w) => total + Math.abs(w), 0);
    return (sum * largest) / Math.abs(b);
  })
    .filter(ratio => Number.isFinite(ratio))
    .sort((a, b) => a - b);
  return ratios.length < bias.length / 2 || ratios.length === 0 ? undefined : ratios[Math.floor(ratios.length / 2)];
}

/** Layers that hand numbers on as they are, or all but. */
const HANDED_ON: ReadonlySet<Layer['type']> = new Set([
  'reshape',
  'flatten',
  'transpose',
  'pad',
  'quantize',
  'dequantize',
]);

/** The largest magnitude that comes to a tensor. */
function largestInput({ inputs, layers }: AnyNetwork, name: string, seen: number | undefined): number | undefined {
  const source = inputs.find(input => input.name === name) ?? layers.find(layer => layer.name === name);
  const held = source && largestCode(source);
  if (!source || seen === undefined) return held;
  if (!('inputs' in source)) return Math.min(seen, held ?? Infinity);
  return HANDED_ON.has(source.type)
    ? largestInput({ inputs, layers } as AnyNetwork, source.inputs[0], seen)
    : undefined;
}

function largestCode({ params }: Pick<TensorInfo, 'params'>): number | undefined {
  if (!params) return undefined;
  const { qmin, qmax, scale, zeroPoint } = params;
  return scale[0] * Math.max(qmax - zeroPoint[0], zeroPoint[0] - qmin);
}
