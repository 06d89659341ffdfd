import { type Shape, stridesOf } from '../../graph/tensor.js';
import type { ReductionGrid } from '../../kernels/reductionGrid.js';

/**
 * The axes of a shape that a layer keeps, and those that it reduces.
 *
 * @internal
 */
export function reductionGrid(shape: Shape, axes: readonly number[]): ReductionGrid {
  const strides = stridesOf(shape);
  const part = (chosen: readonly number[]) => chosen.map(k => ({ count: shape[k], stride: strides[k] }));
  const kept = shape.map((_, k) => k).filter(k => !axes.includes(k));
  return { kept: part(kept), reduced: part(axes) };
}
