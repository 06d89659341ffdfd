import type { Binary } from '../../../network/network.js';
import { halfEven } from '../../../rounding.js';
import { activationCodes } from '../../ops/activationCodes.js';
import type { IntegerOp } from '../../ops/integerOp.js';
import { delegated, operands } from './delegated.js';

/**
 * Product of 8-bit codes: as float32 times a float32 scale, rounded half to even.
 *
 * @internal
 *
 * @see XNNPACK, src/qs8-vmul, fp32 requantization
 */
export const product: IntegerOp<Binary> = delegated<Binary>('mul', (layer, inputs, output) => {
  const [{ params: left }, { params: right }] = inputs;
  const scale = Math.fround(Math.fround(left.scale[0] * right.scale[0]) / output.params.scale[0]);
  if (scale < 2 ** -16 || scale >= 2 ** 8) return undefined;
  const [zeroA, zeroB, outZero] = [left.zeroPoint[0], right.zeroPoint[0], output.params.zeroPoint[0]];
  const { low, high } = activationCodes(layer.activation, output.params);
  const { a, b, align } = operands(inputs, output, output.shape);
  const out = output.data;
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      const q = halfEven(Math.fround((a[i] - zeroA) * (b[i] - zeroB) * scale)) + outZero;
      out[i] = q < low ? low : q > high ? high : q;
    }
  };
});
