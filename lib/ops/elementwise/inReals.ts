import type { Binary } from '../../graph/network.js';
import type { ArithmeticRealConstants } from '../../kernels/calls/arithmeticReal.js';
import { activationCodes } from './activationCodes.js';
import { broadcasting } from './broadcasting.js';
import { codesOf } from '../codes.js';
import type { Lower } from '../op.js';

/**
 * Arithmetic on codes of 8 or 16 bits by way of the real numbers.
 *
 * @internal
 */
export const inReals =
  (of: ArithmeticRealConstants['of']): Lower<Binary> =>
  (layer, given, made) => {
    const [a, b, output] = [...given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16', 'uint16'));
    return {
      kernel: 'arithmeticReal',
      constants: {
        broadcast: broadcasting([a, b], output.shape),
        of,
        scales: [a.params.scale[0], b.params.scale[0]],
        zeroPoints: [a.params.zeroPoint[0], b.params.zeroPoint[0]],
        outScale: output.params.scale[0],
        outZero: output.params.zeroPoint[0],
        ...activationCodes(layer.activation, output.params),
      },
    };
  };
