import type { Buffer } from './op.js';
import type { Step } from '../kernels/kernel.js';
import type { Layer } from '../graph/network.js';
import { integerOp } from './lowerings.js';
import { type CodeTensor, type IntegerOp, widthOf } from './integerOp.js';
import { tflite } from '../dialects/tflite.js';

/**
 * An op of XNNPACK's for 8-bit codes; layers of other codes, or of scales beyond its reach, stay with TensorFlow Lite's own kernels.
 *
 * @internal
 *
 * @param prepare as of an op; undefined where XNNPACK does not take the layer
 */
export function delegated<L extends Layer>(
  type: L['type'],
  prepare: (layer: L, inputs: readonly CodeTensor[], output: CodeTensor) => Step | undefined,
): IntegerOp<L> {
  return {
    type,
    prepare: (layer, inputs, output, context) =>
      ([...inputs, output].every(isByte) ? prepare(layer, inputs as CodeTensor[], output as CodeTensor) : undefined) ??
      integerOp(layer, tflite).prepare(layer, inputs, output, context),
  };
}

/** Whether a tensor holds int8 or uint8 codes, that of zero among them. */
function isByte({ params }: Buffer): boolean {
  if (!params) return false;
  const [zeroPoint] = params.zeroPoint;
  const width = widthOf(params);
  if (width === 'int8') return zeroPoint >= -128 && zeroPoint <= 127;
  return width === 'uint8' && zeroPoint >= 0 && zeroPoint <= 255;
}
