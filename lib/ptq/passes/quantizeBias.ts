import type { Layer } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { isWeighted } from '../../graph/tensor.js';
import { biasCodes } from './biasCodes.js';
import { inputParams, inputScale } from './inputParams.js';
import type { Pass } from './pass.js';

/**
 * Makes the biases integers in steps of the accumulators: bias / (input scale * weight scale), rounded half away from zero.
 *
 * @throws {FormatError} when a bias does not fit int32
 */
export const quantizeBias: Pass = {
  name: 'quantizeBias',
  run(network) {
    const paramsOf = inputParams(network);
    const layers = network.layers.map((layer): Layer => {
      if (!isWeighted(layer) || !layer.params) return layer;
      const input = paramsOf(layer);
      inputScale(input, layer);
      return input
        ? { ...layer, bias: biasCodes(layerNamed(layer), layer.bias, input, layer.weights.params?.scale ?? [1]) }
        : layer;
    });
    return { ...network, layers };
  },
};
