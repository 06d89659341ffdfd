import type { Unary } from '../../graph/network.js';
import { limitTo } from '../../kernels/limitTo.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import type { Lower } from '../op.js';
import { tabulated } from './tabulated.js';

/**
 * The square root, cut towards zero; every step in float32. Negative numbers, which the runtimes refuse, become the smallest code.
 *
 * @see TensorFlow Lite, kernels/elementwise.cc, `SqrtEvalQuantized`
 */
export const lowerSqrt: Lower<Unary> = (layer, [given], made) => {
  const [input, output] = arithmeticCodes(layer, [given, made]);
  const { scale, zeroPoint, qmin, qmax } = output.params;
  return tabulated(input, output, q => {
    const root = Math.fround(Math.sqrt(Math.fround(input.params.scale[0] * (q - input.params.zeroPoint[0]))));
    return limitTo(Math.trunc(Math.fround(root / scale[0])) + zeroPoint[0], qmin, qmax);
  });
};
