import { networkError, layerNamed } from '../../graph/networkError.js';
import type { Layer, Tensor, Weighted } from '../../graph/network.js';
import { isWeighted } from '../../graph/tensor.js';
import { entry, freezeParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { inputScale } from './inputScale.js';
import type { Pass } from './pass.js';

const [QMIN, QMAX] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * Makes the biases int32 in steps of the accumulators: bias / (input scale * weight scale), rounded half away from zero.
 *
 * @throws {FormatError} when a bias does not fit int32
 */
export const quantizeBias: Pass = {
  name: 'quantizeBias',
  run: network => ({
    ...network,
    layers: network.layers.map((layer): Layer =>
      isWeighted(layer) ? { ...layer, bias: biasCodes(layer, inputScale(network, layer)) } : layer,
    ),
  }),
};

function biasCodes(layer: Weighted, inScale: number): Tensor {
  const { bias, weights } = layer;
  const weightScale = weights.params?.scale ?? [1];
  const data = new Int32Array(bias.data.length);
  for (let c = 0; c < data.length; c++) {
    const q = halfAway(bias.data[c] / (inScale * entry(weightScale, c)));
    if (!(q >= QMIN && q <= QMAX)) {
      throw networkError(layerNamed(layer), `bias ${c} must fit int32 in steps of its accumulator`, `${q}`);
    }
    data[c] = q;
  }
  const scale = weightScale.map(s => Math.fround(inScale * s));
  const params = freezeParams({
    kind: 'affine',
    bits: 32,
    qmin: QMIN,
    qmax: QMAX,
    scale,
    zeroPoint: scale.map(() => 0),
  });
  return { shape: bias.shape, data, params };
}
