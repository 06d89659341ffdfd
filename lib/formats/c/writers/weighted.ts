import { codesOf, type CodeTensor } from '../../../ops/integerOp.js';
import type { Buffer } from '../../../ops/op.js';
import { timeWindows } from '../../../ops/weighted/conv1d.js';
import { kernelWindows } from '../../../ops/weighted/conv2d.js';
import { windowing, type Windows } from '../../../ops/weighted/windowing.js';
import type { Conv1d, Conv2d, Dense } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { entry } from '../../../qparams.js';
import { recorded } from '../recorded.js';
import { convFunction, convStruct, denseFunction, denseStruct, depthwiseFunction } from './weightedHelpers.js';
import { cType } from './writeCall.js';
import { type OpTarget, type WriteOp, writeScaling } from './writeOp.js';

/** (rows, in) -> (rows, out). */
export const writeDense: WriteOp<Dense> = (layer, [given], output, target) => {
  const input = codesOf(layer, given);
  const { types, fields } = constants(layer, input, output, target, false);
  const [units, size] = layer.weights.shape;
  const shape = { rows: elementsOf(input.shape) / size, inputs: size, outputs: units };
  const name = target.struct('layer', denseStruct(types), { ...shape, ...fields });
  return [`${target.use(denseFunction(types))}(&${name}, ${target.args[0]}, out);`];
};

/** Convolution along time: one over a plane of one row. */
export const writeConv1d: WriteOp<Conv1d> = (layer, [given], output, target) => {
  const input = codesOf(layer, given);
  const [time, channels] = input.shape.slice(-2);
  const [outTime] = output.shape.slice(-2);
  const [, kernel, depth] = layer.weights.shape;
  const row = { size: 1, stride: 1, padding: 'valid' } as const;
  return convolution(layer, input, output, target, {
    plane: [1, time, channels],
    made: [1, outTime],
    windows: [row, timeWindows(layer)],
    kernel: [1, kernel, depth],
  });
};

/** Convolution over height and width. */
export const writeConv2d: WriteOp<Conv2d> = (layer, [given], output, target) => {
  const input = codesOf(layer, given);
  const [height, width, channels] = input.shape.slice(-3);
  const [outHeight, outWidth] = output.shape.slice(-3);
  const [, kernelHeight, kernelWidth, depth] = layer.weights.shape;
  return convolution(layer, input, output, target, {
    plane: [height, width, channels],
    made: [outHeight, outWidth],
    windows: kernelWindows(layer),
    kernel: [kernelHeight, kernelWidth, depth],
  });
};

interface Geometry {
  readonly plane: readonly [height: number, width: number, channels: number];
  readonly made: readonly [height: number, width: number];
  readonly windows: readonly [rows: Windows, columns: Windows];
  readonly kernel: readonly [height: number, width: number, depth: number];
}

function convolution(
  layer: Conv1d | Conv2d,
  input: CodeTensor,
  output: CodeTensor,
  target: OpTarget,
  { plane, made, windows, kernel }: Geometry,
): readonly string[] {
  const [rows, columns] = [0, 1].map(k => windowing(layer, windows[k], plane[k]));
  const { types, fields } = constants(layer, input, output, target, rows.padded || columns.padded);
  const [height, width, channels] = plane;
  const filters = layer.weights.shape[0];
  const name = target.struct('layer', convStruct(types), {
    planes: elementsOf(input.shape) / (height * width * channels),
    height,
    width,
    channels,
    out_height: made[0],
    out_width: made[1],
    filters,
    filters_per_group: filters / layer.groups,
    kernel_height: kernel[0],
    kernel_width: kernel[1],
    depth: kernel[2],
    stride_height: windows[0].stride,
    stride_width: windows[1].stride,
    dilation_height: windows[0].dilation ?? 1,
    dilation_width: windows[1].dilation ?? 1,
    before_height: rows.before,
    before_width: columns.before,
    ...fields,
  });
  const function_ = kernel[2] === 1 && layer.groups > 1 ? depthwiseFunction(types) : convFunction(types);
  return [`${target.use(function_)}(&${name}, ${target.args[0]}, out);`];
}

/** Weights, bias and scaling of a layer. */
function constants(
  layer: Dense | Conv1d | Conv2d,
  input: Buffer & CodeTensor,
  output: CodeTensor,
  target: OpTarget,
  padded: boolean,
) {
  const notes = recorded(layer, [input], output);
  const { data, params, shape } = layer.weights;
  if (!params) throw new Unsupported('weights of real numbers');
  const taps = data.length / shape[0];
  const weights = Int32Array.from(data, (q, i) => q - entry(params.zeroPoint, Math.floor(i / taps)));
  const w = weights.every(q => q >= -128 && q <= 127) ? 'int8' : 'int16';
  const {
    zeroPoint: [zeroPoint],
    qmin,
    qmax,
  } = input.params;
  const given = layer.bias.data;
  const folding = foldedBias(given, weights, zeroPoint);
  const folded = !padded && fitInt32(folding, weights, Math.max(-qmin, qmax));
  if (!folded && !notes.wide && !fitInt32(given, weights, Math.max(zeroPoint - qmin, qmax - zeroPoint))) {
    throw new Unsupported('sums that could leave int32 on their way');
  }
  const types = {
    x: cType(input.params),
    w: `${w}_t`,
    acc: notes.wide ? 'int64_t' : 'int32_t',
    out: cType(output.params),
  };
  const fields = {
    zero_point: folded ? 0 : zeroPoint,
    weights: target.array('weights', w, weights),
    bias: target.array('bias', notes.wide ? 'int64' : 'int32', folded ? folding : given),
    scaling: `&${writeScaling(notes, target)}`,
  };
  return { types, fields };
}

/** bias - zero point * sum of the weights. */
function foldedBias(bias: ArrayLike<number>, weights: Int32Array, zeroPoint: number): Float64Array {
  const taps = weights.length / bias.length;
  return Float64Array.from(bias, (b, c) => {
    let sum = 0;
    for (let i = c * taps; i < (c + 1) * taps; i++) sum += weights[i];
    return b - zeroPoint * sum + 0; // never -0
  });
}

/** Whether int32 holds every partial sum, in whatever order, of a bias and products with numbers up to `peak`. */
function fitInt32(bias: ArrayLike<number>, weights: Int32Array, peak: number): boolean {
  const taps = weights.length / bias.length;
  for (let c = 0; c < bias.length; c++) {
    let magnitude = Math.abs(bias[c]);
    for (let i = c * taps; i < (c + 1) * taps; i++) magnitude += Math.abs(weights[i]) * peak;
    if (magnitude >= 2 ** 31) return false;
  }
  return true;
}
