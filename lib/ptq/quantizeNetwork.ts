import { checkOneOf, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import type { IntegerNetwork } from '../graph/arithmetic.js';
import type { Network } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { fuseActivations } from '../rewrite/passes/fuseActivations.js';
import { checkNetwork } from '../rewrite/shapes.js';
import type { AffineParams } from '../qparams.js';
import type { Range } from '../range.js';
import { activationParams } from './passes/activationParams.js';
import type { Pass } from './passes/pass.js';
import { quantizeBias } from './passes/quantizeBias.js';
import { quantizeWeights } from './passes/quantizeWeights.js';

/** The passes of {@link quantizeNetwork}, in their order. */
export const passes: readonly Pass[] = Object.freeze([
  fuseActivations,
  activationParams,
  quantizeWeights,
  quantizeBias,
]);

/** Options of {@link quantizeNetwork}. */
export interface QuantizeNetworkOptions {
  /** One weight scale an output channel (`channel`) or one a layer (`tensor`). Defaults to `channel`. */
  readonly weights?: 'channel' | 'tensor';
  /**
   * Parameters of the input, e.g. those that the sensor's quantizer has: its codes then go into the network as they are.
   * One scale, codes within int8. Chosen from the input's range by default.
   */
  readonly input?: AffineParams;
}

const OPTIONS: OptionKeys<QuantizeNetworkOptions> = { weights: true, input: true };

/**
 * Post-training quantization: a float network as an integer one, with int8 activations and weights and int32 biases.
 *
 * @param ranges range of every tensor, by name, as `activationRanges` finds them
 * @throws {RangeError} when a tensor has no range, or `input` does not suit int8 arithmetic
 * @throws {FormatError} when the network is malformed or not a float one, or a bias does not fit int32
 * @see TensorFlow Lite 8-bit quantization specification
 */
export function quantizeNetwork(
  network: Network,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeNetworkOptions = {},
): IntegerNetwork {
  const { weights = 'channel', input } = checkOptions('quantizeNetwork', options, OPTIONS);
  checkOneOf('quantizeNetwork', 'weights', weights, ['channel', 'tensor']);
  if (!(ranges instanceof Map)) throw new OptionTypeError(`quantizeNetwork: ranges must be a Map, got ${show(ranges)}`);
  if (input) checkInput(input);
  checkNetwork(network);
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'quantizeNetwork takes float32 networks', network.arithmetic);
  }
  const plan = { ranges, weights, input };
  const quantized = passes.reduce((current, pass) => pass.run(current, plan), network);
  const integer: Network = { ...quantized, arithmetic: 'integer' };
  checkNetwork(integer);
  return integer as IntegerNetwork; // activationParams gave the input its params
}

function checkInput({ kind, scale, zeroPoint, qmin, qmax }: AffineParams): void {
  if (kind !== 'affine' || scale.length !== 1 || zeroPoint.length !== 1) {
    throw new OptionRangeError(
      `quantizeNetwork: input must be affine with one scale for all channels, got ${show(kind)} with ${scale?.length}; ` +
        `quantize the signal with axis: 'tensor'`,
    );
  }
  if (qmin < -128 || qmax > 127 || !Number.isSafeInteger(zeroPoint[0])) {
    throw new OptionRangeError(
      `quantizeNetwork: input must have codes within [-128, 127] and an integer zero point, ` +
        `got [${qmin}, ${qmax}] and ${zeroPoint[0]}`,
    );
  }
}
