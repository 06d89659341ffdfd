import { encodeAffine } from '../../kernels/affine.js';
import type { Buffer } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { Quantize } from '../../graph/network.js';
import { overflows } from '../../overflow.js';
import type { AffineParams } from '../../qparams.js';
import { rounders } from '../../rounding.js';
import { codeMap, limitTo } from '../elementwise/codeMap.js';
import { type CodeTensor, codesOf, type IntegerOp } from '../integerOp.js';
import { recoded } from '../elementwise/recoded.js';

/**
 * Real numbers as codes, x / scale in float32; or codes of other params. These are requantized in integers where ties go away from zero, and
 * by way of the real numbers, as ONNX has it, where they go to even. NaN becomes the smallest code.
 *
 * @see TensorFlow Lite, `reference_ops::AffineQuantize`, `reference_ops::Requantize`; ONNX, QuantizeLinear
 */
export const quantizePrepared: IntegerOp<Quantize> = {
  type: 'quantize',
  prepare(layer, [given], made, { dialect }) {
    const output = codesOf(layer, made);
    if (isReal(given)) return encoded(layer, given.data, output);
    const input = codesOf(layer, given);
    const { scale, qmin, qmax } = output.params;
    if (layer.rounding === 'halfAway') {
      const scaling = { scale: input.params.scale[0] / scale[0], low: qmin, high: qmax };
      return recoded(layer, dialect, input, output, scaling);
    }
    return codeMap(input, output, byReal(input.params, output.params));
  },
};

function isReal(buffer: Buffer): buffer is Buffer<Float32Array> {
  return buffer.params === undefined;
}

function encoded({ rounding }: Quantize, x: Float32Array, { data: out, params }: CodeTensor): Step {
  const { scale, zeroPoint, qmin, qmax } = params;
  const round = rounders[rounding];
  const encoding = { scale: scale[0], zeroPoint: zeroPoint[0], qmin, qmax, round, overflow: overflows.saturate };
  return () => {
    let from = 0;
    for (;;) {
      const nan = ~encodeAffine(x, from, x.length, encoding, out);
      if (nan < 0) return;
      out[nan] = qmin;
      from = nan + 1;
    }
  };
}

/** Decoded and encoded anew, in float32. */
function byReal(from: AffineParams, to: AffineParams): (q: number) => number {
  const [scale, zeroPoint, outScale, outZero] = [from.scale[0], from.zeroPoint[0], to.scale[0], to.zeroPoint[0]];
  return q => {
    const x = Math.fround(scale * (q - zeroPoint));
    return limitTo(rounders.halfEven(Math.fround(x / outScale)) + outZero, to.qmin, to.qmax);
  };
}
