import type { Layer, Weighted } from '../../graph/network.js';
import { isWeighted } from '../../graph/tensor.js';
import { type AffineParams, entry, freezeParams } from '../../qparams.js';
import { inputParams, inputScale } from './inputParams.js';
import type { Pass } from './pass.js';
import { weightCodes, weightParams } from './weightCodes.js';

/** Steps of the accumulator that a bias may take: half of int32, the other half is for the products. */
const BIAS_STEPS = 2 ** 30;

/**
 * Makes the weights codes with zero point 0, one scale an output channel or one a layer.
 *
 * A step of the bias is worth input scale * weight scale: where the weights are so small beside the bias that it would not
 * fit int32, the weight scale is raised until it does. A channel without weights takes the scale that serves its bias best.
 *
 * @see TensorFlow Lite 8-bit quantization specification; `quantization_utils.cc`, `SymmetricPerChannelBiasQuantize`
 */
export const quantizeWeights: Pass = {
  name: 'quantizeWeights',
  run(network, { codings }) {
    const paramsOf = inputParams(network);
    const layers = network.layers.map((layer): Layer => {
      if (!isWeighted(layer) || !layer.params) return layer;
      const coding = codings.weights(layer.name);
      const own = weightParams(layer.name, layer.weights, coding);
      const params = fitBias(own, layer, paramsOf(layer), coding.scheme === 'powerOfTwo');
      return { ...layer, weights: weightCodes(layer.name, layer.weights, params) };
    });
    return { ...network, layers };
  },
};

/**
 * The parameters with scales raised where the bias needs it; with int16 activations biases have 64 bits.
 *
 * @internal
 */
export function fitBias(
  params: AffineParams,
  layer: Weighted,
  input: AffineParams | undefined,
  powers: boolean,
): AffineParams {
  const { weights, bias } = layer;
  const inScale = inputScale(input, layer);
  if (input && input.bits > 8) return params;
  const taps = weights.data.length / bias.data.length;
  const perChannel = params.scale.length > 1 || bias.data.length === 1;
  const up = (scale: number) => (powers && scale > 0 ? 2 ** Math.ceil(Math.log2(scale)) : scale);
  const least = Array.from(bias.data, b => up(Math.fround(Math.abs(b) / (inScale * BIAS_STEPS))));
  const scale = params.scale.map((designed, c) => {
    const [from, to] = perChannel ? [c, c + 1] : [0, bias.data.length];
    const need = least.slice(from, to).reduce((a, b) => Math.max(a, b), 0);
    const dead = weights.data.subarray(from * taps, to * taps).every(w => w === 0);
    return dead && need > 0 ? need : Math.max(designed, need);
  });
  return scale.every((s, c) => s === entry(params.scale, c)) ? params : freezeParams({ ...params, scale });
}
