import type { Layer, Tensor, Weighted } from '../../graph/network.js';
import { isWeighted } from '../../graph/tensor.js';
import { weightFrame } from '../../inference/weightFrames.js';
import { type AffineParams, entry, freezeParams } from '../../qparams.js';
import { encodeFrame } from '../../quantizers/quantizer.js';
import { symmetric } from '../../quantizers/symmetric.js';
import { minMax } from '../../ranges/minMax.js';
import { inputScale } from './inputScale.js';
import type { Pass } from './pass.js';

/** Steps of the accumulator that a bias may take: half of int32, the other half is for the products. */
const BIAS_STEPS = 2 ** 30;

/**
 * Makes the weights int8 codes in [-127, 127] with zero point 0, one scale an output channel or one a layer.
 *
 * A step of the bias is worth input scale * weight scale: where the weights are so small beside the bias that it would not
 * fit int32, the weight scale is raised until it does. A channel without weights takes the scale that serves its bias best.
 *
 * @see TensorFlow Lite 8-bit quantization specification; `quantization_utils.cc`, `SymmetricPerChannelBiasQuantize`
 */
export const quantizeWeights: Pass = {
  name: 'quantizeWeights',
  run(network, { weights: axis }) {
    const quantizer = symmetric({ bits: 8, axis, codes: 'restricted', rounding: 'halfAway' });
    const layers = network.layers.map((layer): Layer => {
      if (!isWeighted(layer)) return layer;
      const frame = weightFrame(layer.name, layer.weights);
      const tracker = minMax();
      tracker.push(frame);
      const params = fitBias(quantizer.design(tracker.value()), layer, inputScale(network, layer));
      const weights: Tensor = { shape: layer.weights.shape, data: encodeFrame(quantizer, frame, params).data, params };
      return { ...layer, weights };
    });
    return { ...network, layers };
  },
};

/** The parameters with scales raised where the bias needs it. */
function fitBias(params: AffineParams, { weights, bias }: Weighted, inScale: number): AffineParams {
  const taps = weights.data.length / bias.data.length;
  const perChannel = params.scale.length > 1 || bias.data.length === 1;
  const least = Array.from(bias.data, b => Math.fround(Math.abs(b) / (inScale * BIAS_STEPS)));
  const scale = params.scale.map((designed, c) => {
    const [from, to] = perChannel ? [c, c + 1] : [0, bias.data.length];
    const need = least.slice(from, to).reduce((a, b) => Math.max(a, b), 0);
    const dead = weights.data.subarray(from * taps, to * taps).every(w => w === 0);
    return dead && need > 0 ? need : Math.max(designed, need);
  });
  return scale.every((s, c) => s === entry(params.scale, c)) ? params : freezeParams({ ...params, scale });
}
