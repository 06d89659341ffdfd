import type { Unary } from '../../graph/network.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { codeMap, limitTo } from './codeMap.js';
import type { IntegerOp } from '../integerOp.js';
import { scaleBy } from './scaleBy.js';

/**
 * |x| between two encodings. The runtimes divide the scales in float32.
 *
 * @see TensorFlow Lite, kernels/elementwise.cc, `AbsEvalQuantized`
 */
export const absPrepared: IntegerOp<Unary> = {
  type: 'abs',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    const [zeroPoint, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
    const { qmin, qmax } = output.params;
    const scale = scaleBy(layer, dialect, Math.fround(input.params.scale[0] / output.params.scale[0]), reachOf(input));
    return codeMap(input, output, q => limitTo(scale(Math.abs(q - zeroPoint)) + outZero, qmin, qmax));
  },
};
