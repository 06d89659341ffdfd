import type { Buffer } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { Clip, Layer } from '../../graph/network.js';
import { realCodeOf } from './codeMap.js';
import { codesOf, type IntegerContext, type IntegerOp } from '../integerOp.js';
import { recoded } from './recoded.js';

/** Limited to [low, high] between two encodings. */
export const clipPrepared: IntegerOp<Clip> = {
  type: 'clip',
  prepare: (layer, [input], output, context) => clipped(layer, input, output, layer.low, layer.high, context),
};

/**
 * Codes requantized and limited to the codes of two real numbers. The runtimes divide the scales in float32.
 *
 * @see TensorFlow Lite, `activations::QuantizedReluX`
 */
export function clipped(
  layer: Layer,
  given: Buffer,
  made: Buffer,
  low: number,
  high: number,
  { dialect }: IntegerContext,
): Step {
  const [input, output] = [given, made].map(buffer => codesOf(layer, buffer, 'int8', 'uint8', 'int16'));
  return recoded(layer, dialect, input, output, {
    scale: Math.fround(input.params.scale[0] / output.params.scale[0]),
    low: realCodeOf(output.params, low),
    high: realCodeOf(output.params, high),
  });
}
