import type { LeakyRelu, Quantize } from '../../graph/network.js';
import { halfEven } from '../../rounding.js';
import { codeMap, limitTo } from './codeMap.js';
import type { CodeTensor, IntegerOp } from '../integerOp.js';
import { delegated } from '../delegated.js';

/**
 * 8-bit codes under other parameters, by a multiplier of 8 fraction bits; ties towards +infinity.
 *
 * @internal
 *
 * @see XNNPACK, `xnn_init_qs8_cvt_scalar_params`, src/qs8-vcvt
 */
export const recode: IntegerOp<Quantize> = delegated<Quantize>('quantize', (_layer, [input], output) => {
  const ratio = ratioOf(input, output);
  if (ratio < 2 ** -8 || ratio > 2 ** 7) return undefined;
  return piecewise(input, output, ratio, ratio);
});

/**
 * Leaky ReLU of 8-bit codes, by multipliers of 8 fraction bits; ties towards +infinity.
 *
 * @internal
 *
 * @see XNNPACK, `xnn_init_qs8_lrelu_scalar_params`, src/qs8-vlrelu
 */
export const slopes: IntegerOp<LeakyRelu> = delegated<LeakyRelu>('leakyRelu', ({ alpha }, [input], output) => {
  const ratio = ratioOf(input, output);
  const below = Math.fround(ratio * Math.fround(alpha));
  if (ratio < 2 ** -8 || ratio > 2 ** 7 || Math.abs(below) < 2 ** -8 || below > 2 ** 7 || below < 2 ** -8 - 2 ** 7) {
    return undefined;
  }
  return piecewise(input, output, ratio, below);
});

function ratioOf(input: CodeTensor, output: CodeTensor): number {
  return Math.fround(input.params.scale[0] / output.params.scale[0]);
}

/** One slope from zero on, another one below. */
function piecewise(input: CodeTensor, output: CodeTensor, above: number, below: number) {
  const [zero, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
  const { qmin, qmax } = output.params;
  const [positive, negative] = [halfEven(256 * above), halfEven(256 * below)];
  return codeMap(input, output, q => {
    const y = ((q - zero) * (q >= zero ? positive : negative) + 128) >> 8;
    return limitTo(y + outZero, qmin, qmax);
  });
}
