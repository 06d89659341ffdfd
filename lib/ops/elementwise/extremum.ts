import type { Binary } from '../../graph/network.js';
import { activationCodes } from './activationCodes.js';
import { broadcasting } from './broadcasting.js';
import { codesOf } from '../codes.js';
import type { Lower } from '../op.js';

/**
 * The smaller or the larger of two codes: inputs and output have the same params.
 *
 * @see TensorFlow Lite, `reference_ops::MaximumMinimumBroadcastSlow`
 */
export const lowerExtremum =
  (of: 'minimum' | 'maximum'): Lower<Binary> =>
  (layer, given, made) => {
    const [a, b, output] = [...given, made].map(tensor => codesOf(layer, tensor));
    const limits = activationCodes(layer.activation, output.params);
    return { kernel: 'extremum', constants: { broadcast: broadcasting([a, b], output.shape), of, ...limits } };
  };
