import { aligned } from './broadcasting.js';
import type { Binary } from '../../graph/network.js';
import { halfEven } from '../../rounding.js';
import { activationCodes } from './activationCodes.js';
import type { IntegerOp } from '../integerOp.js';
import { delegated } from '../delegated.js';

/**
 * Sum or difference of 8-bit codes: each input times an integer multiplier, the larger of which lies in [2^20, 2^21], and one
 * shift right, ties towards +infinity.
 *
 * @internal
 *
 * @see XNNPACK, `xnn_init_qs8_add_minmax_scalar_params`, src/qs8-vadd
 */
export function sum(type: 'add' | 'sub'): IntegerOp<Binary> {
  return delegated<Binary>(type, (layer, inputs, output) => {
    const { scale, zeroPoint } = output.params;
    const [ratioA, ratioB] = inputs.map(input => Math.fround(input.params.scale[0] / scale[0]));
    const largest = Math.max(ratioA, ratioB);
    if (Math.min(ratioA, ratioB) < 2 ** -10 || largest >= 2 ** 8) return undefined;
    const shift = 20 - exponentOf(largest);
    const factorA = halfEven(ratioA * 2 ** shift);
    const factorB = halfEven(ratioB * 2 ** shift) * (type === 'sub' ? -1 : 1);
    const [zeroA, zeroB] = inputs.map(input => input.params.zeroPoint[0]);
    const bias = 2 ** (shift - 1) - factorA * zeroA - factorB * zeroB;
    const [outZero] = zeroPoint;
    const { low, high } = activationCodes(layer.activation, output.params);
    const { operands, align } = aligned(inputs, output.shape);
    const [a, b] = operands;
    const out = output.data;
    return () => {
      align();
      for (let i = 0; i < out.length; i++) {
        const q = ((bias + a[i] * factorA + b[i] * factorB) >> shift) + outZero; // within int32
        out[i] = q < low ? low : q > high ? high : q;
      }
    };
  });
}

/** n where 2^n <= x < 2^(n + 1), x a normal float32. */
function exponentOf(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  return (view.getUint32(0) >>> 23) - 127;
}
