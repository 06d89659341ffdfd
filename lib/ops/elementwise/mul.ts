import type { Binary } from '../../graph/network.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { broadcasting } from './broadcasting.js';
import type { Lower } from '../op.js';
import { requantized } from './requantized.js';

/**
 * Product of two inputs, requantized.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Mul`
 */
export const lowerMul: Lower<Binary> = (layer, given, made, dialect) => {
  const [a, b, output] = arithmeticCodes(layer, [...given, made]);
  const [scaleA, scaleB, scale] = [a, b, output].map(({ params }) => params.scale[0]);
  const scaling = {
    scale: (scaleA * scaleB) / scale,
    floatScale: Math.fround(Math.fround(scaleA * scaleB) / scale),
    bound: reachOf(a) * reachOf(b),
    ...activationCodes(layer.activation, output.params),
  };
  return {
    kernel: 'product',
    constants: {
      broadcast: broadcasting([a, b], output.shape),
      zeroPoints: [a.params.zeroPoint[0], b.params.zeroPoint[0]],
      requantization: requantized(layer, dialect, output, scaling, 'product'),
    },
  };
};
