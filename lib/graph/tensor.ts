import { show } from '../check.js';
import { type AffineParams, entry, newCodes } from '../qparams.js';
import { checkParams } from '../checkParams.js';
import type { Layer, Tensor, Values, Weighted } from './network.js';
import { networkError } from './networkError.js';

/** Lengths of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/** The most elements that a tensor, and all activations of a network together, may have. */
export const MAX_ELEMENTS = 2 ** 28;

/** Elements of a tensor: the product of its axes. */
export function elementsOf(shape: Shape): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/** Whether a field of a layer is a constant tensor. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

/** Whether a layer has one row of weights an output channel. */
export function isWeighted(layer: Layer): layer is Weighted {
  return 'weights' in layer && isTensor(layer.weights) && 'activation' in layer;
}

/** A shape for messages: `(26, 3)`. */
export function showShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

/** The most axes that a tensor may have. */
export const MAX_RANK = 8;

/**
 * A shape from outside, checked and copied. A number by itself has no axes.
 *
 * @throws {FormatError} when it is not a list of at most 8 positive integers whose product stays within {@link MAX_ELEMENTS}
 */
export function checkShape(where: string, value: unknown): Shape {
  const rule = `shape must be at most ${MAX_RANK} positive integers with a product of at most 2^28`;
  if (!Array.isArray(value) || value.length > MAX_RANK) throw networkError(where, rule, show(value));
  let elements = 1;
  for (const axis of value as readonly unknown[]) {
    if (!Number.isSafeInteger(axis) || (axis as number) < 1) throw networkError(where, rule, show(axis));
    elements *= axis as number;
    if (elements > MAX_ELEMENTS) throw networkError(where, rule, showShape(value as number[]));
  }
  return [...(value as number[])];
}

/** A new array for the values of a tensor: codes of its params, or real numbers. */
export function allocate(params: AffineParams | undefined, length: number): Values {
  return params ? newCodes(params, length) : new Float32Array(length);
}

/** Axes of two shapes broadcast against each other as in numpy, or undefined when they do not fit. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const axes = Array.from({ length: rank }, (_, k) => [a[k - rank + a.length] ?? 1, b[k - rank + b.length] ?? 1]);
  return axes.every(([x, y]) => x === y || x === 1 || y === 1) ? axes.map(([x, y]) => Math.max(x, y)) : undefined;
}

/** Distance in elements between neighbours along each axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let k = shape.length - 2; k >= 0; k--) strides[k] = strides[k + 1] * shape[k + 1];
  return strides;
}

/** The real numbers that a constant stands for: its data, or its codes decoded. */
export function realValues({ shape, data, params }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (!params) return Float32Array.from(data);
  const { scale, zeroPoint } = params;
  const row = data.length / (shape[0] ?? 1);
  return Float32Array.from(data, (q, i) => {
    const c = Math.floor(i / row);
    return entry(scale, c) * (q - entry(zeroPoint, c));
  });
}

/**
 * Affine parameters of a tensor, checked: scales are float32 values, zero points are integers.
 *
 * @param channels entries that a per-channel list holds; 1 for activations
 * @throws {FormatError} naming the field
 */
export function checkTensorParams(where: string, value: unknown, channels: number): AffineParams {
  if (typeof value !== 'object' || value === null) throw networkError(where, 'params must be an object', show(value));
  const params = checkParams(`network: ${where}`, value, channels);
  if (params.kind !== 'affine') throw networkError(where, 'params.kind must be affine', show(params.kind));
  if (params.ditherSeed !== undefined) throw networkError(where, 'params must have no dither', `a ditherSeed`);
  for (const scale of params.scale) {
    if (Math.fround(scale) !== scale) throw networkError(where, 'params.scale must be a float32 value', show(scale));
  }
  for (const zeroPoint of params.zeroPoint) {
    if (!Number.isSafeInteger(zeroPoint)) {
      throw networkError(where, 'params.zeroPoint must be an integer', show(zeroPoint));
    }
  }
  return params;
}

/** The first entry that is not within [low, high], as NaN is not; -1 where there is none. A loop: a callback would make an object of each number. */
function indexBeyond(data: Values, low: number, high: number): number {
  for (let i = 0; i < data.length; i++) if (!(data[i] >= low && data[i] <= high)) return i;
  return -1;
}

/**
 * A constant of a network, checked: as many data as its shape says; finite float32 numbers without params, or codes that their
 * params hold.
 *
 * @param bias whether codes may come without params, and beyond int32
 * @throws {FormatError} naming the tensor
 */
export function checkTensor(where: string, tensor: Tensor, bias = false): Tensor {
  const shape = checkShape(where, tensor.shape);
  const { data, params } = tensor;
  if (!ArrayBuffer.isView(data) || data.length !== elementsOf(shape)) {
    const got = ArrayBuffer.isView(data) ? `${data.length}` : show(data);
    throw networkError(where, `data must be a typed array of ${elementsOf(shape)} entries, as its shape says`, got);
  }
  if (data instanceof Float32Array) {
    if (params !== undefined) throw networkError(where, 'real numbers must have no params', show(params));
    const bad = indexBeyond(data, -Number.MAX_VALUE, Number.MAX_VALUE);
    if (bad >= 0) throw networkError(where, `data must be finite`, `${data[bad]} at entry ${bad}`);
    return tensor;
  }
  if (data instanceof Float64Array) {
    const bad = data.findIndex(x => !Number.isSafeInteger(x));
    if (!bias || params) throw networkError(where, 'only biases without params may be a Float64Array', show(params));
    if (bad >= 0) throw networkError(where, `data must be integers below 2^53`, `${data[bad]} at entry ${bad}`);
    return tensor;
  }
  if (bias && params === undefined) return tensor;
  const { qmin, qmax } = checkTensorParams(where, params, shape[0] ?? 1);
  const bad = indexBeyond(data, qmin, qmax);
  if (bad >= 0) throw networkError(where, `data must lie in [${qmin}, ${qmax}]`, `${data[bad]} at entry ${bad}`);
  return tensor;
}
