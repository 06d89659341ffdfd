import type { AffineParams } from '../../../qparams.js';
import { entry } from '../../../qparams.js';
import type { Tensor } from '../../../graph/network.js';
import { type Shape, stridesOf } from '../../../graph/tensor.js';
import { permuted } from '../../../graph/permuted.js';
import { type ElementType, FLOAT, INT32, INT64, type Numbers } from './elementTypes.js';

/** What the codes of a constant stand for: one scale for all, or one per entry of an axis. */
export interface Coding {
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly axis: number;
  /** Type of the codes. */
  readonly codes: ElementType;
}

/** A tensor whose numbers are known at import. */
export interface Constant {
  readonly kind: 'constant';
  /** Type of the numbers that it stands for: float where it is coded. */
  readonly type: ElementType;
  readonly shape: Shape;
  readonly data: Numbers;
  readonly coding?: Coding;
}

/** A tensor that a run makes. */
export interface Activation {
  readonly kind: 'activation';
  /** Name in the graph under construction. */
  readonly id: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** Where it holds codes. */
  readonly params?: AffineParams;
}

/** A tensor of the model. */
export type Value = Constant | Activation;

/** A constant of real numbers. */
export function reals(shape: Shape, data: Float32Array): Constant {
  return { kind: 'constant', type: FLOAT, shape, data };
}

/** A constant of one real number, without axes. */
export function scalar(x: number): Constant {
  return reals([], Float32Array.of(x));
}

/** Zeros as int32 codes of scale 1: the bias of sums of codes. */
export function zeroSums(length: number): Constant {
  const coding = { scale: [1], zeroPoint: [0], axis: 0, codes: INT32 };
  return { kind: 'constant', type: FLOAT, shape: [length], data: new Int32Array(length), coding };
}

/** A constant list of integers. */
export function integers(list: readonly number[]): Constant {
  return { kind: 'constant', type: INT64, shape: [list.length], data: Float64Array.from(list) };
}

/** Affine parameters of codes of a type. */
export function paramsOf(codes: ElementType, scale: readonly number[], zeroPoint: readonly number[]): AffineParams {
  const { bits, qmin, qmax } = codes;
  return { kind: 'affine', bits, qmin, qmax, scale: [...scale], zeroPoint: [...zeroPoint] };
}

/** The real numbers of a constant. */
export function decoded({ data, shape, coding }: Constant): Float32Array {
  if (!coding) return data instanceof Float32Array ? data : Float32Array.from(data);
  const { scale, zeroPoint, axis } = coding;
  const [inner, length] = scale.length === 1 ? [data.length, 1] : [stridesOf(shape)[axis], shape[axis]];
  const out = new Float32Array(data.length);
  for (let at = 0, c = 0; at < out.length; at += inner, c = (c + 1) % length) {
    const [s, z] = [entry(scale, c), entry(zeroPoint, c)];
    for (let i = at; i < at + inner; i++) out[i] = s * (data[i] - z);
  }
  return out;
}

/**
 * A constant as weights: axis k of the tensor is axis permutation[k] of the constant. Codes stay codes where their scale is one for all
 * or goes along the first axis.
 */
export function weightsOf(value: Constant, permutation: readonly number[], factor = 1): Tensor {
  const shape = permutation.map(axis => value.shape[axis]);
  const { coding } = value;
  const { data } = value;
  if (coding && isCodes(data) && factor === 1 && (coding.scale.length === 1 || permutation[0] === coding.axis)) {
    const params = paramsOf(coding.codes, coding.scale, coding.zeroPoint);
    return { shape, data: permuted(data, value.shape, permutation), params };
  }
  const numbers = permuted(decoded(value), value.shape, permutation);
  return { shape, data: factor === 1 ? numbers : numbers.map(x => x * factor) };
}

function isCodes(data: Numbers): data is Exclude<Numbers, Float32Array | Float64Array> {
  return !(data instanceof Float32Array || data instanceof Float64Array);
}
