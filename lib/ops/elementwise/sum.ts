import type { Dialect } from '../../dialects/dialect.js';
import type { Binary } from '../../graph/network.js';
import type { Addend } from '../../kernels/calls/sum.js';
import { halfEven } from '../../rounding.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes, areBytes, reachOf } from '../arithmeticCodes.js';
import { broadcasting } from './broadcasting.js';
import { type CodeInfo, codesOf, widthOf } from '../codes.js';
import { inReals } from './inReals.js';
import type { Lower, Lowered } from '../op.js';
import { requantized } from './requantized.js';
import { scaleBy } from './scaleBy.js';

/**
 * Sum or difference of two inputs, each brought to a common scale first, twice the larger one, with 20 bits of fraction (15 for int16); by
 * XNNPACK's factors; or by way of the real numbers, 8-bit sums in one step.
 *
 * @see TensorFlow Lite, `reference_integer_ops::Add`, `reference_ops::Sub`; TensorFlow Lite Micro, sub_common.cc
 */
export const lowerSum: Lower<Binary> = (layer, given, made, dialect) => {
  const [a, b, output] = [...given, made].map(tensor => codesOf(layer, tensor));
  const { sum } = dialect.rules;
  if (sum === 'real') {
    return layer.type === 'add' && areBytes([a, b, output])
      ? fused(layer, [a, b], output)
      : inReals(layer.type === 'sub' ? 'sub' : 'add')(layer, given, made, dialect);
  }
  const factors = sum === 'xnnpack' ? byFactors(layer, [a, b], output) : undefined;
  return factors ?? onCommonScale(layer, arithmeticCodes(layer, [a, b, output]), dialect);
};

/**
 * Sum of 8-bit codes by float32 ratios.
 *
 * @see ONNX Runtime, QLinearAdd
 */
function fused(layer: Binary, inputs: readonly [CodeInfo, CodeInfo], output: CodeInfo): Lowered {
  const { scale, zeroPoint } = output.params;
  const [a, b] = inputs.map(({ params }) => Math.fround(params.scale[0] / scale[0]));
  const [zeroA, zeroB] = inputs.map(({ params }) => params.zeroPoint[0]);
  const bias = Math.fround(zeroPoint[0] - Math.fround(Math.fround(a * zeroA) + Math.fround(b * zeroB)));
  const broadcast = broadcasting(inputs, output.shape);
  const limits = activationCodes(layer.activation, output.params);
  return { kernel: 'sumFused', constants: { broadcast, ratios: [a, b], bias, ...limits } };
}

/**
 * Square of the difference of two inputs, each brought to twice the larger scale first, with 7 bits of fraction (none for int16).
 *
 * @see TensorFlow Lite, kernels/squared_difference.cc
 */
export const lowerSquaredDifference: Lower<Binary> = (layer, given, made, dialect) => {
  const codes = [...given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16'));
  return onCommonScale(layer, arithmeticCodes(layer, codes), dialect);
};

function onCommonScale(layer: Binary, [a, b, output]: readonly CodeInfo[], dialect: Dialect): Lowered {
  const squared = layer.type === 'squaredDifference';
  const wide = widthOf(output.params) === 'int16';
  const unit = squared ? (wide ? 1 : 2 ** 7) : wide ? 2 ** 15 : 2 ** 20;
  const [scaleA, scaleB] = [a.params.scale[0], b.params.scale[0]];
  // where it subtracts, TensorFlow Lite Micro divides the input scales in float32
  const round = layer.type === 'sub' && dialect.rules.difference === 'float32' ? Math.fround : (x: number) => x;
  const twice = round(2 * Math.max(scaleA, scaleB));
  const addend = (tensor: CodeInfo, sign: Addend['sign']): Addend => ({
    zeroPoint: tensor.params.zeroPoint[0],
    by: scaleBy(layer, dialect, round(tensor.params.scale[0] / twice), reachOf(tensor) * unit),
    sign,
  });
  const reach = (reachOf(a) * scaleA + reachOf(b) * scaleB) * (unit / twice) + 2;
  const step = twice / unit;
  const requantization = requantized(layer, dialect, output, {
    scale: (squared ? step * step : step) / output.params.scale[0],
    bound: squared ? reach * reach : reach,
    ...activationCodes(layer.activation, output.params),
  });
  const addends = [addend(a, 1), addend(b, layer.type === 'add' ? 1 : -1)] as const;
  const broadcast = broadcasting([a, b], output.shape);
  return { kernel: 'sum', constants: { broadcast, addends, unit, squared, requantization } };
}

/**
 * Sum or difference of 8-bit codes: each input times an integer factor, the larger of which lies in [2^20, 2^21], and one shift right, ties
 * towards +infinity. Undefined where XNNPACK does not take the layer.
 *
 * @see XNNPACK, `xnn_init_qs8_add_minmax_scalar_params`, src/qs8-vadd
 */
function byFactors(layer: Binary, inputs: readonly CodeInfo[], output: CodeInfo): Lowered | undefined {
  if (!areBytes([...inputs, output])) return undefined;
  const { scale, zeroPoint } = output.params;
  const [ratioA, ratioB] = inputs.map(input => Math.fround(input.params.scale[0] / scale[0]));
  const largest = Math.max(ratioA, ratioB);
  if (Math.min(ratioA, ratioB) < 2 ** -10 || largest >= 2 ** 8) return undefined;
  const shift = 20 - exponentOf(largest);
  const factorA = halfEven(ratioA * 2 ** shift);
  const factorB = halfEven(ratioB * 2 ** shift) * (layer.type === 'sub' ? -1 : 1);
  const [zeroA, zeroB] = inputs.map(input => input.params.zeroPoint[0]);
  return {
    kernel: 'sumByShift',
    constants: {
      broadcast: broadcasting(inputs, output.shape),
      factors: [factorA, factorB],
      bias: 2 ** (shift - 1) - factorA * zeroA - factorB * zeroB,
      shift,
      zeroPoint: zeroPoint[0],
      ...activationCodes(layer.activation, output.params),
    },
  };
}

/** n where 2^n <= x < 2^(n + 1), x a normal float32. */
function exponentOf(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  return (view.getUint32(0) >>> 23) - 127;
}
