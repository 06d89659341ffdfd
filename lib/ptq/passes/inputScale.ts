import { OptionRangeError } from '../../errors.js';
import type { Layer, Network } from '../../graph/network.js';

/**
 * The scale of a layer's input, after the pass that chooses the parameters of activations.
 *
 * @internal
 */
export function inputScale({ inputs, layers }: Network, layer: Layer): number {
  const params = [...inputs, ...layers].find(tensor => tensor.name === layer.inputs[0])?.params;
  if (!params) {
    throw new OptionRangeError(
      `quantizeNetwork: layer ${JSON.stringify(layer.name)} needs the params of its input; run activationParams before`,
    );
  }
  return params.scale[0];
}
