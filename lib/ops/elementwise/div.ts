import type { Binary } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { quantizeMultiplier } from '../../kernels/fixedPoint.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { broadcasting } from './broadcasting.js';
import { codesOf } from '../codes.js';
import { inReals } from './inReals.js';
import type { Lower } from '../op.js';

/**
 * Quotient of two inputs of 8-bit codes, by the reciprocal of the second in fixed point; the runtimes divide the scales in float32. Or by
 * way of the real numbers.
 *
 * @see TensorFlow Lite, kernels/div.cc
 */
export const lowerDiv: Lower<Binary> = (layer, given, made, dialect) => {
  if (dialect.rules.nearest === 'onnx') return inReals('div')(layer, given, made, dialect);
  codesOf(layer, made, 'int8', 'uint8');
  const [a, b, output] = arithmeticCodes(layer, [...given, made]);
  const [scaleA, scaleB, scale] = [a, b, output].map(({ params }) => params.scale[0]);
  const [zeroA, zeroB, outZero] = [a, b, output].map(({ params }) => params.zeroPoint[0]);
  const real = Math.fround(scaleA / Math.fround(scaleB * scale));
  const ratio = quantizeMultiplier(real);
  if (ratio.shift > 22) {
    const rule = 'input scale / (divisor scale * output scale) must be below 2^22';
    throw networkError(layerNamed(layer), rule, `${real}`);
  }
  return {
    kernel: 'quotient',
    constants: {
      broadcast: broadcasting([a, b], output.shape),
      zeroPoints: [zeroA, zeroB],
      ratio,
      outZero,
      ...activationCodes(layer.activation, output.params),
    },
  };
};
