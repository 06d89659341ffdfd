import { show } from '../../check.js';
import { aligned } from './broadcasting.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { PRelu } from '../../graph/network.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { limitTo } from './codeMap.js';
import { type CodeTensor, type IntegerOp } from '../integerOp.js';
import { scaleBy } from './scaleBy.js';

/**
 * x from zero on, slope x below, with slopes of codes: of the input's type, or int8.
 *
 * @see TensorFlow Lite, `reference_ops::BroadcastPrelu4DSlow`; TensorFlow Lite Micro, prelu_common.cc, for int16
 */
export const preluPrepared: IntegerOp<PRelu> = {
  type: 'prelu',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    const [slope] = arithmeticCodes(layer, [slopeOf(layer)]);
    const [scale, slopeScale, outScale] = [input, slope, output].map(({ params }) => params.scale[0]);
    const [zeroPoint, slopeZero, outZero] = [input, slope, output].map(({ params }) => params.zeroPoint[0]);
    const above = scaleBy(layer, dialect, scale / outScale, reachOf(input));
    const below = scaleBy(layer, dialect, (scale * slopeScale) / outScale, reachOf(input) * reachOf(slope));
    const { operands, align } = aligned([slope], output.shape);
    align();
    const [slopes] = operands;
    const [x, out] = [input.data, output.data];
    const { qmin, qmax } = output.params;
    return () => {
      for (let i = 0; i < x.length; i++) {
        const value = x[i] - zeroPoint;
        const y = value < 0 ? below(value * (slopes[i] - slopeZero)) : above(value);
        out[i] = limitTo(y + outZero, qmin, qmax);
      }
    };
  },
};

/** The slopes as a tensor of codes. */
function slopeOf(layer: PRelu): CodeTensor {
  const { shape, data, params } = layer.slope;
  if (!params || params.scale.length > 1 || data instanceof Float32Array || data instanceof Float64Array) {
    throw networkError(layerNamed(layer), 'slope must hold codes of one scale', show(data.constructor.name));
  }
  return { name: 'slope', shape, data, params };
}
