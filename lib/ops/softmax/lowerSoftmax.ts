import type { Dialect } from '../../dialects/dialect.js';
import type { Softmax } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../kernels/fixedPoint.js';
import { expOnNegative } from '../../kernels/transcendental.js';
import { areBytes, arithmeticCodes } from '../arithmeticCodes.js';
import { type CodeInfo, codesOf, widthOf } from '../codes.js';
import { scaleBy } from '../elementwise/scaleBy.js';
import type { Lower, Lowered } from '../op.js';
import { softmaxTables } from './softmaxTables.js';

/**
 * Softmax of codes along the last axis: of 8-bit codes in gemmlowp fixed point or in float32, of int16 codes by tables.
 *
 * @internal
 *
 * @see TensorFlow Lite, `SoftmaxPrepare`
 */
export const lowerSoftmax: Lower<Softmax> = (layer, [given], made, dialect) => {
  const [input, output] = [given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16'));
  if (widthOf(input.params) === 'int16') return inTables(layer, arithmeticCodes(layer, [input, output]), dialect);
  const { softmax } = dialect.rules;
  if ((softmax === 'float32' || softmax === 'onnx') && areBytes([input, output])) {
    return (softmax === 'onnx' ? byQuotients : inFloat32)(layer, input, output);
  }
  return inFixedPoint(layer, input, output);
};

const rowOf = ({ shape }: CodeInfo): number => shape[shape.length - 1];

function inTables(layer: Softmax, [input]: readonly CodeInfo[], dialect: Dialect): Lowered {
  const real = (input.params.scale[0] * Math.fround(layer.beta)) / (10 / 65535);
  const scale = scaleBy(layer, dialect, real, 65535);
  const tables = softmaxTables(dialect.rules.softmax === 'micro' ? Math.fround : x => x);
  return { kernel: 'softmax16', constants: { row: rowOf(input), scale, ...tables } };
}

/** With an output of 8 or 16 bits. As only 256 differences from the largest code exist, their exponentials are constants. */
function inFixedPoint(layer: Softmax, input: CodeInfo, output: CodeInfo): Lowered {
  const row = rowOf(input);
  if (row > 4095) {
    throw networkError(layerNamed(layer), 'rows must have at most 4095 entries: sums are Q12.19', `${row}`);
  }
  const width = widthOf(output.params);
  const bits = width === 'int16' ? 16 : 8;
  const lowest = width === 'uint8' ? 0 : -(2 ** (bits - 1));
  if (output.params.zeroPoint[0] !== lowest) {
    const rule = `the zero point of an output of ${bits} bits must be ${lowest}`;
    throw networkError(layerNamed(layer), rule, `${output.params.zeroPoint[0]}`);
  }
  return { kernel: 'softmax8', constants: { row, powers: exponentials(layer, input.params.scale[0]), bits, lowest } };
}

/** exp(-scale * d) in Q0.31 for d = 0 to 255; 0 beyond the range of Q5.26. */
function exponentials(layer: Softmax, scale: number): Int32Array {
  const real = Math.min(Math.fround(layer.beta) * scale * 2 ** 26, 2 ** 31 - 1);
  if (real <= 1) throw networkError(layerNamed(layer), 'the input scale must be above 2^-26', `${scale}`);
  const multiplier = quantizeMultiplier(real);
  const last = Math.floor((31 * 2 ** 26) / 2 ** multiplier.shift);
  return Int32Array.from({ length: 256 }, (_, d) =>
    d > last ? 0 : expOnNegative(multiplyByQuantizedMultiplier(-d, multiplier)),
  );
}

/** XNNPACK leaves it to TensorFlow Lite, whose default kernel, unlike the reference one, computes in float32. */
function inFloat32({ beta }: Softmax, input: CodeInfo, { params }: CodeInfo): Lowered {
  const slope = Math.fround(Math.fround(-input.params.scale[0]) * Math.fround(beta));
  const powers = Float32Array.from({ length: 256 }, (_, d) => Math.exp(Math.fround(slope * d)));
  const { scale, zeroPoint, qmin, qmax } = params;
  const ends = { outScale: scale[0], outZero: zeroPoint[0], low: qmin, high: qmax };
  return { kernel: 'softmaxFloat', constants: { row: rowOf(input), powers, by: 'reciprocal', ...ends } };
}

/**
 * Powers as large as float32 sums of a row may be.
 *
 * @see ONNX Runtime, `QlinearBuildLookupTableUint32`
 */
function byQuotients({ beta }: Softmax, input: CodeInfo, { params }: CodeInfo): Lowered {
  const row = rowOf(input);
  const slope = Math.fround(input.params.scale[0] * beta);
  const largest = Math.fround((2 - 2 ** -23) * 2 ** 127);
  const room = Math.max(0, Math.log(Math.fround(largest / row)) - 5) / slope;
  const powers = Float32Array.from({ length: 256 }, (_, d) => Math.exp((room - d) * slope));
  const { scale, zeroPoint, qmin, qmax } = params;
  const ends = { outScale: scale[0], outZero: zeroPoint[0], low: qmin, high: qmax };
  return { kernel: 'softmaxFloat', constants: { row, powers, by: 'quotient', ...ends } };
}
