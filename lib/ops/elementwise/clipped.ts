import type { Dialect } from '../../dialects/dialect.js';
import type { Layer, TensorInfo } from '../../graph/network.js';
import { codesOf } from '../codes.js';
import type { Lowered } from '../op.js';
import { nearestCode } from './pointwise.js';
import { realCodeOf } from './realCode.js';
import { recoded } from './recoded.js';

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
    return nearestCode(() => x => (x < low ? low : x > high ? high : x))(layer, [given], made, dialect);
  }
  const [input, output] = [given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16'));
  return recoded(layer, dialect, input, output, {
    scale: Math.fround(input.params.scale[0] / output.params.scale[0]),
    low: realCodeOf(output.params, low),
    high: realCodeOf(output.params, high),
  });
}
