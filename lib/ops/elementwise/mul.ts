import type { Binary } from '../../graph/network.js';
import { activationCodes } from './activationCodes.js';
import { areBytes, arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { broadcasting } from './broadcasting.js';
import { codesOf } from '../codes.js';
import { inReals } from './inReals.js';
import type { Lower } from '../op.js';
import { requantized } from './requantized.js';

/**
 * Product of two inputs, requantized; wide codes by way of the real numbers where a dialect has it so.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Mul`
 */
export const lowerMul: Lower<Binary> = (layer, given, made, dialect) => {
  const codes = [...given, made].map(tensor => codesOf(layer, tensor));
  if (dialect.rules.nearest === 'onnx' && !areBytes(codes)) return inReals('mul')(layer, given, made, dialect);
  const [a, b, output] = arithmeticCodes(layer, codes);
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
