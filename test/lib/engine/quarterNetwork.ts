import type { IntegerNetwork, Layer } from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { biasParams } from '../ops/network.js';

/**
 * A network of two dense layers, `quarter`: (x0 / 4, x1 / 4), and `twice`: (-2 q0, 2 q1). The code 1 divided by 4 is 1 in `tflm`, which
 * rounds 0.25 to 0.5 and that to 1, and 0 in all dialects that round once.
 */
export function quarterNetwork(): IntegerNetwork {
  const dense = (name: string, input: string, weights: readonly number[], inScale: number): Layer => ({
    type: 'dense',
    name,
    inputs: [input],
    params: affineParams({ scale: 4 }),
    weights: { shape: [2, 2], data: Int8Array.from(weights), params: affineParams({ scale: 1 }) },
    bias: { shape: [2], data: new Int32Array(2), params: biasParams(inScale, [1]) },
    activation: 'none',
  });
  return {
    name: 'quarter',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape: [1, 2], params: affineParams({ scale: 1 }) }],
    layers: [dense('quarter', 'x', [1, 0, 0, 1], 1), dense('twice', 'quarter', [-2, 0, 0, 2], 4)],
    outputs: ['twice'],
  };
}
