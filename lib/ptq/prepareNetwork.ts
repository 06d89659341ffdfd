import type { FloatNetwork } from '../graph/arithmetic.js';
import type { Network } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { convolveChannels } from '../rewrite/passes/convolveChannels.js';
import { expandGru } from '../rewrite/passes/expandGru.js';
import { foldChannels } from '../rewrite/passes/foldChannels.js';
import { foldConstants } from '../rewrite/passes/foldConstants.js';
import { foldNormalization } from '../rewrite/passes/foldNormalization.js';
import { fuseActivations } from '../rewrite/passes/fuseActivations.js';
import type { GraphPass } from '../rewrite/passes/graphPass.js';
import { removeUnused } from '../rewrite/passes/removeUnused.js';
import { checkNetwork } from '../rewrite/shapes.js';

/** The passes of {@link prepareNetwork}, in their order. */
export const preparingPasses: readonly GraphPass[] = Object.freeze([
  expandGru,
  foldConstants,
  foldNormalization,
  convolveChannels,
  foldChannels,
  fuseActivations,
  removeUnused,
]);

/**
 * A float network as quantization takes it: gated recurrent units as layers that have integer arithmetic, normalizations and products with
 * constants in the weights beside them, activations fused. It computes the same within float rounding; its tensors keep their names.
 *
 * @throws {FormatError} when the network is malformed or not a float one
 */
export function prepareNetwork(network: Network): FloatNetwork {
  checkNetwork(network);
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'quantization takes float32 networks', network.arithmetic);
  }
  return preparingPasses.reduce((current, pass) => pass.run(current), network) as FloatNetwork;
}
