import { type Buffer, type Executor, makeExecutor } from './executor.js';
import { layerKind } from '../ops/index.js';
import type { FloatTensor } from '../ops/layerKind.js';
import type { Network } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Dialect } from '../dialects/dialect.js';
import { tflm } from '../dialects/tflm.js';
import { integerOp } from '../ops/lowerings.js';

/** Options of {@link integerExecutor}. */
export interface IntegerExecutorOptions {
  /** How accumulators are rounded. Defaults to `tflm`. */
  readonly dialect?: Dialect;
}

/**
 * Runs a network of codes: from codes to codes there is nothing but integers. Layers between real numbers, where the network has some,
 * run as in the float reference.
 *
 * All multipliers are made integers here, once; and it is proven here that no accumulator can leave its width, whatever the
 * input.
 *
 * @throws {FormatError} when the network is malformed, has no codes, or a layer cannot be computed in integers
 */
export function integerExecutor(network: Network, { dialect = tflm }: IntegerExecutorOptions = {}): Executor {
  if (network.arithmetic === 'float32') {
    throw networkError('arithmetic', 'integerExecutor runs integer networks', network.arithmetic);
  }
  return makeExecutor('integerExecutor', network, (layer, inputs, output, memory) => {
    if (output.params === undefined && inputs.every(isReal)) {
      return layerKind(layerNamed(layer), layer.type).bind(layer, inputs, output as FloatTensor & Buffer, memory);
    }
    return integerOp(layer, dialect).prepare(layer, inputs, output, { dialect, memory });
  });
}

function isReal(buffer: Buffer): buffer is Buffer<Float32Array> {
  return buffer.params === undefined;
}
