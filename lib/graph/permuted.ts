import type { Values } from './network.js';
import { elementsOf, type Shape, stridesOf } from './tensor.js';

/**
 * Entries of an array in the order of transposed axes; the array itself where nothing moves.
 *
 * @internal
 */
export function permuted<T extends Values | Float64Array>(data: T, shape: Shape, permutation: readonly number[]): T {
  if (!reorders(shape, permutation)) return data;
  const out = data.slice() as T; // same type and length
  permutedRuns(shape, permutation, (at, from, count, step) => {
    for (let i = 0, p = from; i < count; i++, p += step) out[at + i] = data[p];
  });
  return out;
}

/**
 * Walks the entries of an array in the order of transposed axes, run by run.
 *
 * @internal
 *
 * @param run takes `count` entries, the first of them entry `from` of the array, each `step` behind the one before; they are those from
 *   `at` on in the new order
 */
export function permutedRuns(
  shape: Shape,
  permutation: readonly number[],
  run: (at: number, from: number, count: number, step: number) => void,
): void {
  const total = elementsOf(shape);
  const strides = stridesOf(shape);
  const [lengths, steps] = [permutation.map(axis => shape[axis]), permutation.map(axis => strides[axis])];
  const last = lengths.length - 1;
  const index = new Int32Array(lengths.length);
  for (let at = 0, from = 0; at < total; at += lengths[last]) {
    run(at, from, lengths[last], steps[last]);
    for (let k = last - 1; k >= 0; k--) {
      from += steps[k];
      if (++index[k] < lengths[k]) break;
      from -= steps[k] * lengths[k];
      index[k] = 0;
    }
  }
}

/** Whether a transposition changes the order of the entries: one that only moves axes of length 1 does not. */
export function reorders(shape: Shape, permutation: readonly number[]): boolean {
  const moved = permutation.filter(axis => shape[axis] !== 1);
  return elementsOf(shape) > 1 && moved.some((axis, k) => k > 0 && axis < moved[k - 1]);
}

/** The permutation that undoes another. */
export function inverse(permutation: readonly number[]): number[] {
  const out = new Array<number>(permutation.length);
  permutation.forEach((axis, k) => (out[axis] = k));
  return out;
}
