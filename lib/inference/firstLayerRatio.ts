import type { IntegerNetwork } from '../graph/arithmetic.js';
import { isWeighted, realValues } from '../graph/tensor.js';

/**
 * How strong the inputs of a quantized network are beside its biases: over the rows of its first layer of weights, the median of
 * (sum of |weights|) * (largest |input| that was calibrated) / |bias|. Trained networks have ratios of about 3 to 700; one far below says that
 * the biases alone decide, one far above that they say nothing: the inputs then are probably not in the unit that the network was trained
 * on. Undefined where fewer than half of the rows have a bias.
 *
 * @internal
 */
export function firstLayerRatio(network: IntegerNetwork): number | undefined {
  const layer = network.layers.find(isWeighted);
  const source = layer && [...network.inputs, ...network.layers].find(({ name }) => name === layer.inputs[0]);
  if (!layer || !source?.params) return undefined;
  const { qmin, qmax, scale, zeroPoint } = source.params;
  const largest = scale[0] * Math.max(qmax - zeroPoint[0], zeroPoint[0] - qmin);
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
