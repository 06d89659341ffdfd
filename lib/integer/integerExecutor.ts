import { type Buffer, type Executor, makeExecutor } from '../network/executor.js';
import type { Network } from '../network/network.js';
import { networkError } from '../network/networkError.js';
import type { AffineParams } from '../qparams.js';
import type { Dialect } from './dialects/dialect.js';
import { tflm } from './dialects/tflm.js';
import { integerOp } from './ops/index.js';
import type { CodeTensor } from './ops/integerOp.js';

/** Options of {@link integerExecutor}. */
export interface IntegerExecutorOptions {
  /** How accumulators are rounded. Defaults to `tflm`. */
  readonly dialect?: Dialect;
}

/**
 * Runs an integer network: int8 codes in, int8 codes out, and nothing but integers between them.
 *
 * All multipliers are made integers here, once; and it is proven here that no accumulator can leave int32, whatever the
 * input.
 *
 * @throws {FormatError} when the network is malformed, is not an integer one, or does not fit int8 arithmetic
 */
export function integerExecutor(
  network: Network,
  { dialect = tflm }: IntegerExecutorOptions = {},
): Executor<Int8Array> {
  if (network.arithmetic !== 'integer') {
    throw networkError('arithmetic', 'integerExecutor runs integer networks', network.arithmetic);
  }
  const params = new Map([...network.inputs, ...network.layers].map(tensor => [tensor.name, tensor.params]));
  const coded = (name: string, buffer: Buffer<Int8Array>): CodeTensor => ({
    ...buffer,
    params: checkInt8(name, params.get(name)),
  });
  return makeExecutor(
    'integerExecutor',
    network,
    length => new Int8Array(length),
    (layer, inputs, output) =>
      integerOp(layer).prepare(
        layer,
        inputs.map((buffer, k) => coded(layer.inputs[k], buffer)),
        coded(layer.name, output),
        dialect,
      ),
  );
}

/** The params of an activation when its codes fit int8. */
function checkInt8(name: string, params: AffineParams | undefined): AffineParams {
  if (!params || params.qmin < -128 || params.qmax > 127) {
    const got = params ? `[${params.qmin}, ${params.qmax}]` : 'no params';
    throw networkError(`tensor ${JSON.stringify(name)}`, 'integerExecutor takes codes in [-128, 127]', got);
  }
  return params;
}
