import { OptionRangeError } from '../../errors.js';
import type { Layer, Network } from '../../graph/network.js';
import type { AffineParams } from '../../qparams.js';

/**
 * The params of a layer's input, after the pass that chooses the parameters of activations; undefined where it holds real numbers.
 *
 * @internal
 */
export function inputParams(network: Network): (layer: Layer) => AffineParams | undefined {
  const { inputs, variables = [], layers } = network;
  const params = new Map([...inputs, ...variables, ...layers].map(tensor => [tensor.name, tensor.params]));
  return layer => params.get(layer.inputs[0]);
}

/** The same where it must hold codes. */
export function inputScale(params: AffineParams | undefined, layer: Layer): number {
  if (!params) {
    throw new OptionRangeError(
      `quantizeNetwork: layer ${JSON.stringify(layer.name)} needs the params of its input; run activationParams before`,
    );
  }
  return params.scale[0];
}
