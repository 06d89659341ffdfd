import { permuted } from '../../../graph/permuted.js';
import type {
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Dense,
  Margin,
  MatMul,
  Tensor,
  Weighted,
} from '../../../graph/network.js';
import { timeWindows } from '../../../ops/weighted/conv1d.js';
import { planeWindows } from '../../../ops/weighted/planeWindows.js';
import { type AffineParams, entry } from '../../../qparams.js';
import { dequantizedConstant } from '../writing/codes.js';
import { supported } from '../writing/exportError.js';
import { paramsOf } from '../writing/layouts.js';
import type { Attributes } from '../writing/model.js';
import { activated, type Made, type Operators, type Scope } from './operator.js';
import { cut, marginsOf, padsOf } from './pads.js';

const INT32_MAX = 2 ** 31 - 1;

/** Layers with weights, and products of matrices. */
export const weightedOperators = {
  dense: writeDense,
  conv1d: (layer, scope) => {
    const [length] = scope.inputs[0].shape.slice(-2);
    const margins = [marginsOf(layer, timeWindows(layer), length)];
    return convolution(layer, scope, margins, { stride: [layer.stride], dilation: [layer.dilation] });
  },
  conv2d: (layer, scope) => {
    const [height, width] = scope.inputs[0].shape.slice(-3);
    const [, rows, columns] = layer.weights.shape;
    const [along, across] = planeWindows([rows, columns], layer);
    const margins = [marginsOf(layer, along, height), marginsOf(layer, across, width)];
    return convolution(layer, scope, margins, layer);
  },
  convTranspose2d: transposedConvolution,
  matMul: writeMatMul,
} satisfies Operators;

/** (N, in) x (out, in) -> (N, out). */
function writeDense(layer: Dense, scope: Scope): Made {
  const { graph } = scope;
  const weights = dequantizedConstant(graph, 'weights', layer.weights, 0);
  const inputs = [scope.real(0, 0), weights, biasOf(layer, scope)];
  return scope.computed(activated(scope, graph.node('Gemm', inputs, { transB: { integer: 1 } }), layer), 0);
}

function convolution(
  layer: Conv1d | Conv2d,
  scope: Scope,
  margins: readonly Margin[],
  { stride, dilation }: { readonly stride: readonly number[]; readonly dilation: readonly number[] },
): Made {
  const { graph } = scope;
  const axes = margins.length;
  const x = cut(graph, scope.real(0, axes), margins, 2);
  const weights = transposedTensor(layer.weights, [0, axes + 1, ...spatial(axes)]);
  const inputs = [x, dequantizedConstant(graph, 'weights', weights, 0), biasOf(layer, scope)];
  const y = graph.node('Conv', inputs, {
    ...windows(weights.shape.slice(2), stride, dilation, layer.groups),
    pads: { integers: padsOf(margins) },
  });
  return scope.computed(activated(scope, y, layer), axes);
}

function transposedConvolution(layer: ConvTranspose2d, scope: Scope): Made {
  const { graph } = scope;
  const { stride, dilation, crop, groups } = layer;
  // zeros behind the output are output_padding, which must be less than a step
  const extra = crop.map(([, behind]) => Math.max(-behind, 0));
  supported(
    crop.every(([before], k) => before >= 0 && extra[k] < Math.max(stride[k], dilation[k])),
    'a crop that adds samples',
  );
  const weights = inputsFirst(layer.weights, groups);
  const axis = groups === 1 ? 1 : undefined;
  const inputs = [scope.real(0, 2), dequantizedConstant(graph, 'weights', weights, axis), biasOf(layer, scope)];
  const y = graph.node('ConvTranspose', inputs, {
    ...windows(weights.shape.slice(2), stride, dilation, groups),
    pads: { integers: padsOf(crop) },
    output_padding: { integers: extra },
  });
  return scope.computed(activated(scope, y, layer), 2);
}

/** (out, height, width, in / groups) -> (in, out / groups, height, width). */
function inputsFirst(weights: Tensor, groups: number): Tensor {
  const [out, height, width, taps] = weights.shape;
  const apart = { ...weights, shape: [groups, out / groups, height, width, taps] };
  return { ...transposedTensor(apart, [0, 4, 1, 2, 3]), shape: [groups * taps, out / groups, height, width] };
}

function windows(
  size: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  groups: number,
): Attributes {
  return {
    kernel_shape: { integers: size },
    strides: { integers: stride },
    dilations: { integers: dilation },
    group: { integer: groups },
  };
}

function writeMatMul({ transposeA, transposeB }: MatMul, scope: Scope): Made {
  const operands = [transposeA, transposeB].map((transpose, k) => {
    const value = scope.input(k);
    const rank = value.shape.length;
    const order = [...value.shape.keys()];
    return scope.values.real(
      transpose ? scope.values.transposed(value, order.with(rank - 2, rank - 1).with(rank - 1, rank - 2)) : value,
    );
  });
  return scope.computed(scope.graph.node('MatMul', operands));
}

function spatial(axes: number): number[] {
  return Array.from({ length: axes }, (_, k) => k + 1);
}

function transposedTensor(tensor: Tensor, permutation: readonly number[]): Tensor {
  return {
    ...tensor,
    shape: permutation.map(axis => tensor.shape[axis]),
    data: permuted(tensor.data, tensor.shape, permutation),
  };
}

/**
 * The bias as real numbers; as int32 codes with their DequantizeLinear where it has codes. Their step is input scale * weight scale in
 * float32: runtimes join nodes only where it is just that, so a step of its own that is next to it gives way.
 */
function biasOf({ bias, weights }: Weighted, { graph, inputs }: Scope): string {
  const { shape, data, params } = bias;
  const step = paramsOf(inputs[0])?.scale[0];
  if (data instanceof Float32Array) return graph.floats('bias', shape, data);
  if (step === undefined || weights.params === undefined) {
    supported(params !== undefined, 'a bias of codes without a scale');
    return dequantizedConstant(graph, 'bias', bias, 0);
  }
  const scale = weights.params.scale.map(s => Math.fround(s * step));
  if (params && !near(params, scale)) return dequantizedConstant(graph, 'bias', bias, 0);
  if (scale.some(s => s === 0) || data.some(q => Math.abs(q) > INT32_MAX)) {
    const reals = Float32Array.from(data, (q, c) => q * entry(scale, c));
    return graph.floats('bias', shape, reals);
  }
  const zeroPoint = scale.map(() => 0);
  const int32 = { kind: 'affine', bits: 32, qmin: -INT32_MAX - 1, qmax: INT32_MAX, scale, zeroPoint } as const;
  return dequantizedConstant(graph, 'bias', { shape, data, params: int32 }, 0);
}

/** Whether codes have these scales, but for two float32 roundings, and no zero point. */
function near({ scale: own, zeroPoint }: AffineParams, scale: readonly number[]): boolean {
  const count = Math.max(own.length, scale.length);
  return Array.from({ length: count }, (_, c) => Math.abs(entry(own, c) - entry(scale, c)) / entry(scale, c)).every(
    (difference, c) => difference <= 2 ** -22 && entry(zeroPoint, c) === 0,
  );
}
