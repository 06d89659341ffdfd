import { Unsupported } from '../../problems.js';
import { halfEven } from '../../../rounding.js';
import { elementType, FLOAT, INT32, typeNamed } from '../reading/elementTypes.js';
import { sameCoding } from '../../../rewrite/graphWriter.js';
import { onnxError } from '../reading/modelError.js';
import { axisOf, type NodeReader } from '../reading/nodeReader.js';
import { type Constant, decoded, paramsOf, reals, scalar, type Value, zeroSums } from '../reading/values.js';
import { elementsOf, stridesOf } from '../../../graph/tensor.js';
import { convolution } from './conv.js';
import { binary } from './elementwise.js';
import { type Handlers, supported } from './handler.js';
import { gemm, product } from './matrix.js';
import { softmax } from './normalization.js';
import { pool } from './pool.js';

/**
 * Quantized nodes. Those that compute on codes become what their definition says, a function between a dequantization and a
 * quantization; a later pass joins the three where integers do the same.
 *
 * @internal
 */
export const quantized = {
  QuantizeLinear: node => quantizeLinear(node, node.input(0)),
  DequantizeLinear: node => dequantizeLinear(node, node.input(0)),
  DynamicQuantizeLinear: node => dynamicQuantizeLinear(node, node.input(0)),
  QLinearConv: node =>
    quantize(
      node,
      6,
      convolution(node, real(node, 0), constantOf(real(node, 3)), node.has(8) ? biasAt(node, 8, 0, 3) : undefined),
    ),
  QLinearMatMul: node => quantize(node, 6, product(node, real(node, 0), real(node, 3, -1))),
  ConvInteger: node => convInteger(node),
  MatMulInteger: node => matMulInteger(node),
  'com.microsoft:QGemm'(node) {
    const columns = node.flag('transB') ? 0 : 1;
    const y = gemm(node, real(node, 0), real(node, 3, columns), node.has(6) ? biasAt(node, 6, 0, 3) : undefined);
    return node.has(7) ? quantize(node, 7, y) : y;
  },
  'com.microsoft:QLinearAdd': node => quantize(node, 6, binary(node, 'add', real(node, 0), real(node, 3))),
  'com.microsoft:QLinearMul': node => quantize(node, 6, binary(node, 'mul', real(node, 0), real(node, 3))),
  'com.microsoft:QLinearSigmoid': node => quantize(node, 3, node.emit({ type: 'logistic' }, [real(node, 0)])),
  'com.microsoft:QLinearLeakyRelu': node =>
    quantize(node, 3, node.emit({ type: 'leakyRelu', alpha: node.float('alpha', Math.fround(0.01)) }, [real(node, 0)])),
  'com.microsoft:QLinearSoftmax': node => quantize(node, 3, softmax(node, real(node, 0), node.integer('opset', 13))),
  'com.microsoft:QLinearAveragePool'(node) {
    supported(!node.flag('channels_last'), 'channels_last');
    return quantize(node, 3, pool(node, 'average', node.builder.activation(real(node, 0))));
  },
  'com.microsoft:QLinearGlobalAveragePool'(node) {
    const x = real(node, 0);
    const first = node.flag('channels_last') ? 1 : 2;
    const axes = Array.from({ length: x.shape.length - 2 }, (_, k) => first + k);
    return quantize(node, 3, node.emit({ type: 'reduceMean', axes, keepAxes: true }, [x]));
  },
  'com.microsoft:QLinearConcat'(node) {
    const parts = Array.from({ length: Math.floor((node.inputCount - 2) / 3) }, (_, k) => real(node, 2 + 3 * k));
    supported(parts.length > 0, 'of nothing');
    const axis = node.axis('axis', parts[0].shape.length);
    return quantize(node, 0, node.emit({ type: 'concat', axis }, parts));
  },
  'com.microsoft:QuantizeLinear': node => quantizeLinear(node, node.input(0)),
  'com.microsoft:DequantizeLinear': node => dequantizeLinear(node, node.input(0)),
} satisfies Handlers;

/** The real numbers of the codes at an input, whose scale and zero point follow it, one for all or one per entry of an axis. */
function real(node: NodeReader, index: number, axis = 0): Value {
  return dequantize(node, node.input(index), { scale: index + 1, zeroPoint: index + 2, axis, block: 0 });
}

/** A bias of int32 codes in steps of the scales of input and weights. */
function biasAt(node: NodeReader, index: number, x: number, w: number): Constant {
  const bias = node.constant(index, 'a bias');
  const [step] = node.numbers(x + 1, 'a scale');
  const scale = node.numbers(w + 1, 'a scale').map(s => Math.fround(s * step));
  checkScale(node, scale);
  return { ...bias, type: FLOAT, coding: { scale, zeroPoint: scale.map(() => 0), axis: 0, codes: INT32 } };
}

function constantOf(value: Value): Constant {
  if (value.kind !== 'constant') throw new Unsupported('weights, unless constant');
  return value;
}

/** Codes of the scale and the zero point at two inputs. */
function quantize(node: NodeReader, scaleAt: number, y: Value): Value {
  const [scale, zeroPoint] = [node.numbers(scaleAt, 'a scale'), node.optional(scaleAt + 1)];
  checkScale(node, scale);
  supported(scale.length === 1, 'activations with a scale for each channel');
  const codes = zeroPoint?.type ?? typeNamed('uint8');
  const zero = zeroPoint ? node.numbers(scaleAt + 1, 'a zero point') : [0];
  const activation = node.builder.activation(y);
  return node.emit({ type: 'quantize', rounding: 'halfEven' }, [activation], {
    type: codes,
    params: paramsOf(codes, scale, zero),
  });
}

function quantizeLinear(node: NodeReader, x: Value): Value {
  const axis = node.integer('axis', 1);
  const block = node.integer('block_size', 0);
  node.flag('saturate', true);
  const precision = node.integer('precision', 0);
  supported(precision === 0 || precision === 1, `precision ${precision}`);
  const wanted = node.integer('output_dtype', 0);
  const codes = node.optional(2)?.type ?? (wanted === 0 ? typeNamed('uint8') : elementType(wanted));
  supported(codes !== undefined && !codes.float && codes.bits <= 16, `to element type ${codes?.name ?? wanted}`);
  const scale = node.constant(1, 'a scale');
  if (x.kind === 'activation' && elementsOf(scale.shape) === 1) {
    const zero = node.has(2) ? node.numbers(2, 'a zero point') : [0];
    checkScale(node, node.numbers(1, 'a scale'));
    return node.emit({ type: 'quantize', rounding: 'halfEven' }, [x], {
      type: codes,
      params: paramsOf(codes, [node.numbers(1, 'a scale')[0]], zero),
    });
  }
  supported(x.kind === 'constant', 'activations with a scale for each channel');
  const zero = node.has(2) ? node.constant(2, 'a zero point') : undefined;
  const places = channels(node, x.shape, scale, axis, block);
  const numbers = decoded(x);
  const data = codes.array(numbers.length);
  for (let i = 0; i < data.length; i++) {
    const c = places(i);
    const q = halfEven(Math.fround(numbers[i] / scale.data[c])) + (zero ? zero.data[c] : 0);
    data[i] = Math.max(codes.qmin, Math.min(codes.qmax, q));
  }
  return { kind: 'constant', type: codes, shape: x.shape, data };
}

function dequantizeLinear(node: NodeReader, x: Value): Value {
  const axis = node.integer('axis', 1);
  const block = node.integer('block_size', 0);
  node.integer('output_dtype', 0);
  return dequantize(node, x, { scale: 1, zeroPoint: 2, axis, block });
}

/** Where a dequantization has its scale and zero point, and along which axis they go. */
interface Decoding {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly axis: number;
  readonly block: number;
}

function dequantize(node: NodeReader, x: Value, at: Decoding): Value {
  const scale = node.constant(at.scale, 'a scale');
  const scales = node.numbers(at.scale, 'a scale');
  const zeroPoint = node.has(at.zeroPoint) ? node.constant(at.zeroPoint, 'a zero point') : undefined;
  checkScale(node, scales);
  if (x.kind === 'activation') {
    supported(scales.length === 1, 'activations with a scale for each channel');
    supported(x.type.bits <= 32 && !x.type.float, `${x.type.name} activations`);
    if (!x.params) return unscaled(node, x, at);
    const params = paramsOf(x.type, scales, [zeroPoint ? zeroPoint.data[0] : 0]);
    if (!sameCoding(x.params, params)) throw new Unsupported('codes under two different scales');
    return node.emit({ type: 'dequantize' }, [x], { type: FLOAT });
  }
  const blocked = at.block > 0 || scale.shape.length > 1;
  const integer = !x.type.float && x.type.bits <= 32 && !(x.data instanceof Float64Array);
  if (!blocked && integer) {
    const zeroPoints = scales.map((_, c) =>
      zeroPoint ? (zeroPoint.data[zeroPoint.data.length === 1 ? 0 : c] ?? 0) : 0,
    );
    const axis = scales.length === 1 ? 0 : axisOf(node.where, at.axis, x.shape.length);
    if (scales.length !== 1 && scales.length !== x.shape[axis]) {
      throw onnxError(node.where, `there must be ${x.shape[axis]} scales`, `${scales.length}`);
    }
    return { ...x, type: FLOAT, coding: { scale: scales, zeroPoint: zeroPoints, axis, codes: x.type } };
  }
  const places = channels(node, x.shape, scale, at.axis, at.block);
  const zero = zeroPoint?.data;
  const data = Float32Array.from(x.data, (q, i) => scale.data[places(i)] * (q - (zero ? zero[places(i)] : 0)));
  return reals(x.shape, data);
}

/** The real numbers of codes that are held as reals. */
function unscaled(node: NodeReader, x: Value, at: Decoding): Value {
  const steps = node.has(at.zeroPoint) ? binary(node, 'sub', x, node.input(at.zeroPoint)) : x;
  return { ...binary(node, 'mul', steps, node.input(at.scale)), type: FLOAT };
}

/** Which scale each element has: one for all, one an entry of an axis, or one a block along it. */
function channels(node: NodeReader, shape: readonly number[], scale: Constant, given: number, block: number) {
  if (elementsOf(scale.shape) === 1) return () => 0;
  const axis = axisOf(node.where, given, shape.length);
  const strides = stridesOf(shape);
  if (scale.shape.length === 1) {
    if (scale.shape[0] !== shape[axis])
      throw onnxError(node.where, `there must be ${shape[axis]} scales`, `${scale.shape[0]}`);
    return (i: number) => Math.floor(i / strides[axis]) % shape[axis];
  }
  const wanted = shape.map((length, k) => (k === axis && block > 0 ? Math.ceil(length / block) : length));
  if (block < 1 || wanted.length !== scale.shape.length || wanted.some((length, k) => length !== scale.shape[k])) {
    throw onnxError(node.where, `scales must have shape (${wanted.join(', ')})`, `(${scale.shape.join(', ')})`);
  }
  const steps = stridesOf(scale.shape);
  return (i: number) => {
    let at = 0;
    for (let k = 0; k < shape.length; k++) {
      const entry = Math.floor(i / strides[k]) % shape[k];
      at += steps[k] * (k === axis ? Math.floor(entry / block) : entry);
    }
    return at;
  };
}

/**
 * y = saturate(round(x / s) + z), s = (max - min) / 255, z = round(-min / s), over the range with 0 in it; all of it on reals, as the
 * scale changes from run to run. For zeros s is 1, as ONNX Runtime has it.
 */
function dynamicQuantizeLinear(node: NodeReader, x: Value): Value[] {
  const axes = [...x.shape.keys()];
  const zero = scalar(0);
  const high = binary(node, 'maximum', node.emit({ type: 'reduceMax', axes, keepAxes: false }, [x]), zero);
  const low = binary(node, 'minimum', node.emit({ type: 'reduceMin', axes, keepAxes: false }, [x]), zero);
  const range = binary(node, 'div', binary(node, 'sub', high, low), scalar(255));
  const none = node.emit({ type: 'equal' }, [range, zero]);
  const scale = binary(node, 'add', range, none);
  const code = { type: typeNamed('uint8') };
  const limits = { type: 'clip', low: 0, high: 255 } as const;
  const least = binary(node, 'div', binary(node, 'sub', zero, low), scale);
  const zeroPoint = node.emit({ type: 'round' }, [node.emit(limits, [least])], code);
  const steps = node.emit({ type: 'round' }, [binary(node, 'div', x, scale)]);
  return [node.emit(limits, [binary(node, 'add', steps, zeroPoint)], code), scale, zeroPoint];
}

/** Sums of products of codes, as int32 codes of scale 1; of reals where the codes are held as such. */
function convInteger(node: NodeReader): Value {
  const [x, w] = [node.activation(0), wholeSteps(node, node.constant(1, 'weights'), 3)];
  if (!x.params) return convolution(node, lessZeroPoint(node, x), w, undefined, { type: INT32 });
  checkWholeSteps(node, x.params.scale, x.params.zeroPoint);
  return convolution(node, x, w, zeroSums(w.shape[0]), int32Sums);
}

function matMulInteger(node: NodeReader): Value {
  const [a, b] = [node.activation(0), node.input(1)];
  if (b.kind === 'activation') throw new Unsupported('a second operand, unless constant');
  const w = wholeSteps(node, b, 3, b.shape.length - 1);
  if (!a.params) return product(node, lessZeroPoint(node, a), w, { type: INT32 });
  checkWholeSteps(node, a.params.scale, a.params.zeroPoint);
  return product(node, a, b.shape.length > 2 ? codesOf(node, w) : w, int32Sums);
}

/** Coded constants that are no weights of a layer, as codes. */
function codesOf(node: NodeReader, { coding, ...constant }: Constant): Value {
  if (!coding) return constant;
  supported(coding.scale.length === 1, 'matrices with a zero point for each column');
  const params = paramsOf(coding.codes, coding.scale, coding.zeroPoint);
  // what dequantizes them goes when a later pass joins the two
  const numbers = node.builder.activation({ ...constant, coding });
  return node.emit({ type: 'quantize', rounding: 'halfEven' }, [numbers], { type: coding.codes, params });
}

const int32Sums = { type: INT32, params: paramsOf(INT32, [1], [0]) };

function lessZeroPoint(node: NodeReader, x: Value): Value {
  return node.has(2) ? binary(node, 'sub', x, node.input(2)) : x;
}

/** Constant codes of scale 1 with the zero point of an input. */
function wholeSteps(node: NodeReader, codes: Constant, index: number, axis = 0): Constant {
  const zeroPoint = node.has(index) ? node.numbers(index, 'a zero point') : [0];
  return { ...codes, type: FLOAT, coding: { scale: zeroPoint.map(() => 1), zeroPoint, axis, codes: codes.type } };
}

/** Throws unless the codes of the first input count whole steps from the zero point of the third. */
function checkWholeSteps(node: NodeReader, [scale]: readonly number[], [zeroPoint]: readonly number[]): void {
  const [wanted] = node.has(2) ? node.numbers(2, 'a zero point') : [0];
  supported(scale === 1 && zeroPoint === wanted, 'codes that have a scale');
}

function checkScale(node: NodeReader, scale: readonly number[]): void {
  const bad = scale.find(s => !(s > 0 && Number.isFinite(s)));
  if (bad !== undefined || scale.length === 0)
    throw onnxError(node.where, 'scales must be finite and above 0', `${bad}`);
}
