import type { Dialect } from '../../dialects/dialect.js';
import type { Layer } from '../../graph/network.js';
import { limitTo } from '../../kernels/limitTo.js';
import { requantizer } from '../../kernels/requantization.js';
import { type CodeInfo, type CodeWidth, widthOf } from '../codes.js';
import type { Lowered } from '../op.js';
import { type ElementScaling, requantized } from './requantized.js';
import { isByte, tabulated } from './tabulated.js';

/**
 * Codes under other params: code - zero point, saturated to what the output can hold, and requantized. The runtimes shift left in int32:
 * there int32 codes wrap where the rule is theirs.
 *
 * @internal
 *
 * @param scaling scale: steps of the output that one step of the input is worth
 * @throws {FormatError} when the layer cannot be computed in the dialect
 * @see TensorFlow Lite, `reference_ops::Requantize`
 */
export function recoded(
  layer: Layer,
  dialect: Dialect,
  input: CodeInfo,
  output: CodeInfo,
  scaling: Omit<ElementScaling, 'bound'>,
): Lowered {
  const [zeroPoint] = input.params.zeroPoint;
  const bound = Math.min(reachOf(input), saturation(output, scaling));
  const requantization = requantized(layer, dialect, output, { ...scaling, bound });
  if (widthOf(input.params) === 'int32' && requantization.rule === 'double') {
    return { kernel: 'recode', constants: { zeroPoint, requantization } };
  }
  if (!isByte(input)) return { kernel: 'recode', constants: { zeroPoint, bound, requantization } };
  const requantize = requantizer(requantization, 1);
  const [acc, code] = [new Int32Array(1), new Int32Array(1)];
  return tabulated(input, output, q => {
    acc[0] = limitTo(q - zeroPoint, -bound, bound);
    requantize(acc, code, 0);
    return code[0];
  });
}

/** The codes of a type, from the smallest to the largest. */
const TYPES: Readonly<Record<CodeWidth, readonly [least: number, most: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** The largest |code - zero point|, which an int32 must hold. */
function reachOf({ params }: CodeInfo): number {
  const [zeroPoint] = params.zeroPoint;
  const [least, most] = TYPES[widthOf(params)];
  return Math.min(Math.max(zeroPoint - least, most - zeroPoint), 2 ** 31 - 1);
}

/** The |code - zero point| from which on the output is saturated. */
function saturation({ params }: CodeInfo, { scale, low, high }: Omit<ElementScaling, 'bound'>): number {
  const [zeroPoint] = params.zeroPoint;
  return Math.ceil((Math.max(Math.abs(low - zeroPoint), Math.abs(high - zeroPoint)) + 1) / scale);
}
