import type { LeakyRelu } from '../../graph/network.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { codeMap, limitTo } from './codeMap.js';
import type { IntegerOp } from '../integerOp.js';
import { scaleBy } from './scaleBy.js';

/**
 * One slope from zero on, another one below. The runtimes compute both in float32.
 *
 * @see TensorFlow Lite, `reference_ops::QuantizeLeakyRelu`
 */
export const leakyReluPrepared: IntegerOp<LeakyRelu> = {
  type: 'leakyRelu',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    const [zeroPoint, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
    const [scale, outScale] = [input.params.scale[0], output.params.scale[0]];
    const { qmin, qmax } = output.params;
    const reach = reachOf(input);
    const above = scaleBy(layer, dialect, Math.fround(scale / outScale), reach);
    const slope = Math.fround(Math.fround(scale * Math.fround(layer.alpha)) / outScale);
    const below = scaleBy(layer, dialect, slope, reach);
    return codeMap(input, output, q => {
      const x = q - zeroPoint;
      return limitTo((x < 0 ? below(x) : above(x)) + outZero, qmin, qmax);
    });
  },
};
