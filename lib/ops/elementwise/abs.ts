import type { Unary } from '../../graph/network.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import type { Lower } from '../op.js';
import { bent } from './bent.js';

/**
 * |x| between two encodings. The runtimes divide the scales in float32.
 *
 * @see TensorFlow Lite, kernels/elementwise.cc, `AbsEvalQuantized`
 */
export const lowerAbs: Lower<Unary> = (layer, [given], made, dialect) => {
  const [input, output] = arithmeticCodes(layer, [given, made]);
  const scale = Math.fround(input.params.scale[0] / output.params.scale[0]);
  return bent(layer, dialect, input, output, scale, -scale);
};
