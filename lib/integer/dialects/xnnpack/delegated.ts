import type { Buffer } from '../../../network/executor.js';
import { repeat } from '../../../network/layers/broadcasting.js';
import type { Step } from '../../../network/layers/layerKind.js';
import type { Layer } from '../../../network/network.js';
import { type AffineParams, type Codes, newCodes } from '../../../qparams.js';
import { integerOp } from '../../ops/index.js';
import { type CodeTensor, type IntegerOp, widthOf } from '../../ops/integerOp.js';
import { tflite } from '../tflite.js';

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
      integerOp(layer, tflite).prepare(layer, inputs, output, { ...context, dialect: tflite }),
  };
}

function isByte(buffer: Buffer): boolean {
  const width = buffer.params && widthOf(buffer.params);
  return width === 'int8' || width === 'uint8';
}

/** The op of a table with one entry a code. */
export function tableStep({ data: x, params }: CodeTensor, out: CodeTensor, code: (q: number) => number): Step {
  const { qmin, qmax } = params;
  const table = newCodes(out.params, qmax - qmin + 1).map((_, k) => clamp(code(qmin + k), out.params));
  const y = out.data;
  return () => {
    for (let i = 0; i < x.length; i++) y[i] = table[x[i] - qmin];
  };
}

function clamp(q: number, { qmin, qmax }: AffineParams): number {
  return Math.min(Math.max(q, qmin), qmax);
}

/** Two inputs, broadcast to the output, and what repeats the smaller ones anew. */
export function operands(inputs: readonly CodeTensor[], { data }: CodeTensor, shape: readonly number[]) {
  const steps: Step[] = [];
  const [a, b] = inputs.map(({ data: x, shape: own, params }): Codes => {
    if (x.length === data.length) return x;
    const all = newCodes(params, data.length);
    steps.push(repeat<Codes>(x, own, shape, all));
    return all;
  });
  return { a, b, align: () => steps.forEach(step => step()) };
}
