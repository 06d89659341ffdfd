import type { Quantize } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { codesOf, type CodeInfo } from '../codes.js';
import { eighths } from '../elementwise/eighths.js';
import { realCode } from '../elementwise/realCode.js';
import { recoded } from '../elementwise/recoded.js';
import { isByte, tabulated } from '../elementwise/tabulated.js';
import { type Lower, type Lowered, type Op, noMacs, onlyInput } from '../op.js';
import { everyColumn } from '../time.js';

/**
 * Real numbers as codes, x / scale in float32; or codes of other params. These are requantized in integers where ties go away from zero, and
 * by way of the real numbers, as ONNX has it, where they go to even.
 *
 * @see TensorFlow Lite, `reference_ops::AffineQuantize`, `reference_ops::Requantize`; ONNX, QuantizeLinear
 */
const lowerQuantize: Lower<Quantize> = (layer, [given], made, dialect) => {
  const output = codesOf(layer, made);
  const { scale, zeroPoint, qmin: low, qmax: high } = output.params;
  const { rounding } = layer;
  if (!given.params) {
    return { kernel: 'encode', constants: { scale: scale[0], zeroPoint: zeroPoint[0], low, high, rounding } };
  }
  const input = codesOf(layer, given);
  const { recode } = dialect.rules;
  const xnnpack = recode === 'xnnpack' ? eighths(input, output) : undefined;
  if (xnnpack) return xnnpack;
  if (recode === 'real' || rounding === 'halfEven') return byReal(input, output);
  return recoded(layer, dialect, input, output, { scale: input.params.scale[0] / scale[0], low, high });
};

/** Decoded and encoded anew, in float32. */
function byReal(input: CodeInfo, output: CodeInfo): Lowered {
  if (isByte(input))
    return tabulated(
      input,
      output,
      realCode(input.params, output.params, x => x, 'onnx'),
    );
  const [from, to] = [input.params, output.params];
  const { qmin: low, qmax: high } = to;
  const [outScale, outZero] = [to.scale[0], to.zeroPoint[0]];
  const constants = { scale: from.scale[0], zeroPoint: from.zeroPoint[0], outScale, outZero, low, high };
  return { kernel: 'recodeReal', constants };
}

/** Real numbers, or codes of other params, as the codes of `params`; arithmetic on codes computes it. */
export const quantizeOp: Op<Quantize> = {
  type: 'quantize',
  traits: { codes: 'own', action: 'pointwise' },
  time: everyColumn,
  read: fields => ({ rounding: fields.oneOf('rounding', ['halfAway', 'halfEven']) }),
  shape: (layer, inputs) => onlyInput(layer, inputs),
  macs: noMacs,
  integer: lowerQuantize,
  float(layer) {
    throw networkError(layerNamed(layer), 'a quantize layer must have params', 'a layer of real numbers');
  },
};
