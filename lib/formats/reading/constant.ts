import { permuted, reorders } from '../../graph/permuted.js';
import type { Layer, Tensor } from '../../graph/network.js';
import { elementsOf, type Shape, stridesOf } from '../../graph/tensor.js';
import { type AffineParams, entry } from '../../qparams.js';

/** Numbers of a constant: float types as float32, integers beyond int32 as doubles, others in the narrowest array. */
export type Numbers = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** A type of numbers in a file. */
export interface NumberType {
  /** Its name in the specification of the format. */
  readonly name: string;
  /** Bits of an element in the file. */
  readonly bits: number;
  readonly float: boolean;
  /** Smallest and largest number of an integer type. */
  readonly qmin: number;
  readonly qmax: number;
  /** A new array for numbers of the type. */
  readonly array: (length: number) => Numbers;
}

/** What the codes of a constant stand for: one scale for all, or one per entry of an axis. */
export interface Coding<T extends NumberType = NumberType> {
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly axis: number;
  /** Type of the codes. */
  readonly codes: T;
}

/** A tensor whose numbers are known when a model is read. */
export interface Constant<T extends NumberType = NumberType> {
  readonly kind: 'constant';
  /** Type of the numbers that it stands for. */
  readonly type: T;
  /** Axes, of which some may be 0. */
  readonly shape: Shape;
  readonly data: Numbers;
  readonly coding?: Coding<T>;
}

/** A tensor that a run makes. */
export interface Activation<T extends NumberType = NumberType> {
  readonly kind: 'activation';
  /** Name in the graph under construction. */
  readonly id: string;
  readonly type: T;
  readonly shape: Shape;
  /** Where it holds codes. */
  readonly params?: AffineParams;
}

/** The real numbers of constants that were not read yet, in an order of their axes. */
const unread = new WeakMap<Constant, (permutation: readonly number[]) => Float32Array>();

/**
 * A constant of real numbers that is read when somebody asks for its data; {@link weightsOf} reads them straight into the order of the
 * weights, so that large ones are not held twice.
 *
 * @param read gives the numbers in an order of the axes
 */
export function lateConstant<T extends NumberType>(
  type: T,
  shape: Shape,
  read: (permutation: readonly number[]) => Float32Array,
): Constant<T> {
  let data: Float32Array | undefined;
  const constant: Constant<T> = {
    kind: 'constant',
    type,
    shape,
    get data() {
      return (data ??= read([...shape.keys()]));
    },
  };
  unread.set(constant, permutation => (data ? permuted(data, shape, permutation) : read(permutation)));
  return constant;
}

/** Real numbers as those of another type that the machine holds in the same way. */
export function retyped<T extends NumberType>(value: Constant, type: T): Constant<T> {
  const read = value.coding ? undefined : unread.get(value);
  return read
    ? lateConstant(type, value.shape, read)
    : { kind: 'constant', type, shape: value.shape, data: decoded(value) };
}

/** Affine parameters of codes of a type. */
export function paramsOf(
  { bits, qmin, qmax }: NumberType,
  scale: readonly number[],
  zeroPoint: readonly number[],
): AffineParams {
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
 *
 * @param factor what real numbers are multiplied by; other factors than 1 decode codes
 */
export function weightsOf(value: Constant, permutation: readonly number[], factor = 1): Tensor {
  const shape = permutation.map(axis => value.shape[axis]);
  const read = factor === 1 && reorders(value.shape, permutation) ? unread.get(value) : undefined;
  if (read) return { shape, data: read(permutation) };
  const { coding, data } = value;
  if (coding && isCodes(data) && factor === 1 && (coding.scale.length === 1 || permutation[0] === coding.axis)) {
    const params = paramsOf(coding.codes, coding.scale, coding.zeroPoint);
    return { shape, data: permuted(data, value.shape, permutation), params };
  }
  const numbers = permuted(decoded(value), value.shape, permutation);
  return { shape, data: factor === 1 ? numbers : numbers.map(x => x * factor) };
}

/** Whether numbers are those of a type of codes. */
function isCodes(data: Numbers): data is Exclude<Numbers, Float32Array | Float64Array> {
  return !(data instanceof Float32Array || data instanceof Float64Array);
}

/** Coded numbers moved or seen in another shape, which stay codes; undefined where a layer does more, or to more than one scale. */
export function movedCodes<C extends Constant>(layer: Pick<Layer, 'type'>, value: C): C | undefined {
  const { coding, shape, data } = value;
  if (isReshape(layer) && (!coding || coding.scale.length === 1)) {
    return elementsOf(layer.shape) === data.length ? { ...value, shape: layer.shape } : undefined;
  }
  if (!coding || !isTranspose(layer) || !isPermutation(layer.permutation, shape.length)) return undefined;
  const { permutation } = layer;
  return {
    ...value,
    shape: permutation.map(axis => shape[axis]),
    data: permuted(data, shape, permutation),
    coding: { ...coding, axis: permutation.indexOf(coding.axis) },
  };
}

type OfType<T> = Extract<Layer, { readonly type: T }>;

function isReshape(layer: Pick<Layer, 'type'>): layer is OfType<'reshape'> {
  return layer.type === 'reshape';
}

function isTranspose(layer: Pick<Layer, 'type'>): layer is OfType<'transpose'> {
  return layer.type === 'transpose';
}

function isPermutation(axes: readonly number[], rank: number): boolean {
  return axes.length === rank && axes.toSorted((a, b) => a - b).every((axis, k) => axis === k);
}
