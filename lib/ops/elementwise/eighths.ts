import { limitTo } from '../../kernels/limitTo.js';
import { halfEven } from '../../rounding.js';
import { areBytes } from '../arithmeticCodes.js';
import type { CodeInfo } from '../codes.js';
import type { Lowered } from '../op.js';
import { tabulated } from './tabulated.js';

/**
 * 8-bit codes under other params, by multipliers of 8 fraction bits, one from zero on and one below; ties towards +infinity. Undefined
 * where XNNPACK does not take the layer.
 *
 * @internal
 *
 * @param alpha slope below zero; 1 where there is but one
 * @see XNNPACK, `xnn_init_qs8_cvt_scalar_params`, src/qs8-vcvt; `xnn_init_qs8_lrelu_scalar_params`, src/qs8-vlrelu
 */
export function eighths(input: CodeInfo, output: CodeInfo, alpha = 1): Lowered | undefined {
  if (!areBytes([input, output])) return undefined;
  const above = Math.fround(input.params.scale[0] / output.params.scale[0]);
  const below = Math.fround(above * Math.fround(alpha));
  if (above < 2 ** -8 || above > 2 ** 7) return undefined;
  if (Math.abs(below) < 2 ** -8 || below > 2 ** 7 || below < 2 ** -8 - 2 ** 7) return undefined;
  const [zero, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
  const { qmin, qmax } = output.params;
  const [positive, negative] = [halfEven(256 * above), halfEven(256 * below)];
  return tabulated(input, output, q => {
    const y = ((q - zero) * (q >= zero ? positive : negative) + 128) >> 8;
    return limitTo(y + outZero, qmin, qmax);
  });
}
