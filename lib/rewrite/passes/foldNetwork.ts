import type { Network } from '../../graph/network.js';
import { checkNetwork } from '../shapes.js';
import { foldBlocks } from './foldBlocks.js';
import { foldConstants } from './foldConstants.js';
import { foldCropping } from './foldCropping.js';
import { foldNormalization } from './foldNormalization.js';
import { foldPadding } from './foldPadding.js';
import { foldReshapes } from './foldReshapes.js';
import { foldTransposes } from './foldTransposes.js';
import { fuseActivations } from './fuseActivations.js';
import type { GraphPass } from './graphPass.js';
import { removeUnused } from './removeUnused.js';

/** The passes of {@link foldNetwork}, in their order. */
export const foldingPasses: readonly GraphPass[] = Object.freeze([
  foldConstants,
  foldBlocks,
  foldTransposes,
  foldReshapes,
  foldCropping,
  foldPadding,
  foldNormalization,
  fuseActivations,
  removeUnused,
]);

/**
 * A network with less to do: constants computed, convolutions over blocks made dilated ones, reshapes and transposes that cancel removed,
 * padding, cropping and normalizations moved into convolutions, activations fused, and layers that nobody needs dropped. Passes run in turn until none of them finds anything.
 *
 * Outputs agree within float rounding, and bit for bit where no normalization was folded; codes stay codes. Inputs, outputs and variables
 * keep their names and shapes.
 *
 * @throws {FormatError} when the network is malformed
 */
export function foldNetwork<N extends Network>(network: N, passes: readonly GraphPass[] = foldingPasses): N {
  checkNetwork(network);
  let current = network;
  // each pass that changes something removes a layer or a pad's taker: as many rounds as layers suffice
  for (let round = 0; round <= network.layers.length; round++) {
    const before = current;
    current = passes.reduce((folded, pass) => pass.run(folded), current);
    if (current === before) break;
  }
  checkNetwork(current);
  return current;
}
