import type { Dialect } from '../../dialects/dialect.js';
import type { Layer, TensorInfo } from '../../graph/network.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { codesOf } from '../codes.js';
import type { Lowered } from '../op.js';
import { realCode, realCodeOf } from './realCode.js';
import { recoded } from './recoded.js';
import { tabulated } from './tabulated.js';

/**
 * Codes requantized and limited to the codes of two real numbers. The runtimes divide the scales in float32.
 *
 * @internal
 *
 * @see TensorFlow Lite, `activations::QuantizedReluX`
 */
export function clipped(
  layer: Layer,
  [given]: readonly TensorInfo[],
  made: TensorInfo,
  low: number,
  high: number,
  dialect: Dialect,
): Lowered {
  if (dialect.rules.recode === 'real') {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    const limited = (x: number) => (x < low ? low : x > high ? high : x);
    return tabulated(input, output, realCode(input.params, output.params, limited, dialect.rules.nearest));
  }
  const [input, output] = [given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16'));
  return recoded(layer, dialect, input, output, {
    scale: Math.fround(input.params.scale[0] / output.params.scale[0]),
    low: realCodeOf(output.params, low),
    high: realCodeOf(output.params, high),
  });
}
