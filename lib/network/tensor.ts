import { show } from '../check.js';
import { type AffineParams, checkParams } from '../qparams.js';
import type { Network, Tensor } from './network.js';
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

/** A shape for messages: `(26, 3)`. */
export function showShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

/**
 * A shape from outside, checked and copied.
 *
 * @throws {FormatError} when it is not a list of `ranks` positive integers whose product stays within {@link MAX_ELEMENTS}
 */
export function checkShape(where: string, value: unknown, ranks: readonly number[]): Shape {
  const rule = `shape must be ${ranks.join(' or ')} positive integers with a product of at most 2^28`;
  if (!Array.isArray(value) || !ranks.includes(value.length)) throw networkError(where, rule, show(value));
  const shape = value as readonly unknown[];
  let elements = 1;
  for (const axis of shape) {
    if (!Number.isSafeInteger(axis) || (axis as number) < 1) throw networkError(where, rule, show(axis));
    elements *= axis as number;
    if (elements > MAX_ELEMENTS) throw networkError(where, rule, showShape(value as number[]));
  }
  return [...(shape as number[])];
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

/**
 * A constant of a network, checked: as many data as its shape says; finite float32 numbers without params in a float
 * network, codes with params that hold them in an integer one.
 *
 * @throws {FormatError} naming the tensor
 */
export function checkTensor(where: string, tensor: Tensor, arithmetic: Network['arithmetic']): Tensor {
  const shape = checkShape(where, tensor.shape, [1, 2, 3, 4]);
  const { data, params } = tensor;
  if (!ArrayBuffer.isView(data) || data.length !== elementsOf(shape)) {
    const got = ArrayBuffer.isView(data) ? `${data.length}` : show(data);
    throw networkError(where, `data must be a typed array of ${elementsOf(shape)} entries, as its shape says`, got);
  }
  if (arithmetic === 'float32') {
    if (!(data instanceof Float32Array)) throw networkError(where, 'data must be a Float32Array', show(data));
    if (params !== undefined) throw networkError(where, 'a float network must have no params', show(params));
    const bad = data.findIndex(x => !Number.isFinite(x));
    if (bad >= 0) throw networkError(where, `data must be finite`, `${data[bad]} at entry ${bad}`);
    return tensor;
  }
  if (data instanceof Float32Array) throw networkError(where, 'data must be codes', 'a Float32Array');
  const { qmin, qmax } = checkTensorParams(where, params, shape[0]);
  const bad = data.findIndex(q => q < qmin || q > qmax);
  if (bad >= 0) throw networkError(where, `data must lie in [${qmin}, ${qmax}]`, `${data[bad]} at entry ${bad}`);
  return tensor;
}
