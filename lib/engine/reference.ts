import { type Executor, makeExecutor } from './executor.js';
import { layerKind } from '../ops/index.js';
import type { Network } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';

/**
 * The float reference: sums in double precision in a fixed order, activations stored as float32.
 *
 * @throws {FormatError} when the network is malformed or is not a float one
 */
export function reference(network: Network): Executor<Float32Array> {
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'reference runs float32 networks', network.arithmetic);
  }
  return makeExecutor<Float32Array>('reference', network, (layer, inputs, output, memory) =>
    layerKind(layerNamed(layer), layer.type).bind(layer, inputs, output, memory),
  );
}
