import { aligned } from './broadcasting.js';
import type { Binary } from '../../graph/network.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import type { IntegerOp } from '../integerOp.js';
import { requantized } from './requantized.js';

/**
 * Product of two inputs, requantized.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Mul`
 */
export const mulPrepared: IntegerOp<Binary> = {
  type: 'mul',
  prepare(layer, inputs, made, { dialect }) {
    const [a, b, output] = arithmeticCodes(layer, [...inputs, made]);
    const [scaleA, scaleB, scale] = [a, b, output].map(({ params }) => params.scale[0]);
    const [zeroA, zeroB] = [a.params.zeroPoint[0], b.params.zeroPoint[0]];
    const { operands, align } = aligned([a, b], output.shape);
    const [x, y] = operands;
    const scaling = {
      scale: (scaleA * scaleB) / scale,
      floatScale: Math.fround(Math.fround(scaleA * scaleB) / scale),
      bound: reachOf(a) * reachOf(b),
      ...activationCodes(layer.activation, output.params),
    };
    const step = requantized(layer, dialect, output, scaling, (acc, at) => {
      for (let i = 0; i < acc.length; i++) acc[i] = (x[at + i] - zeroA) * (y[at + i] - zeroB);
    });
    return () => {
      align();
      step();
    };
  },
};
