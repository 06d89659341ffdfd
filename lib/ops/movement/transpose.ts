import { checkInteger } from '../../check.js';
import type { Transpose, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_RANK, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import { copyPlan, copyRuns, places } from './copyRuns.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** Axis k of the output is axis permutation[k] of the input. */
export const transposeOp: Op<Transpose> = {
  type: 'transpose',
  traits: { codes: 'input', action: 'move' },
  read: fields => ({ permutation: fields.integers('permutation', 0) }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { permutation } = layer;
    if (permutation.length !== shape.length || shape.some((_, axis) => !permutation.includes(axis))) {
      const rule = `permutation must hold each axis of the input ${showShape(shape)} once`;
      throw networkError(layerNamed(layer), rule, `[${permutation.join(', ')}]`);
    }
    return permutation.map(axis => shape[axis]);
  },
  macs: noMacs,
  float: ({ permutation }, [{ data: x, shape }], { data: out }) => transposeStep(x, shape, permutation, out),
};

/** Copies elements to where a permutation of the axes of x, shape `shape`, brings them. */
export function transposeStep<T extends Values>(x: T, shape: Shape, permutation: readonly number[], out: T): Step {
  const from = stridesOf(shape);
  const to = stridesOf(permutation.map(axis => shape[axis]));
  const axes = permutation.map((axis, k) => ({
    from: places(shape[axis], from[axis]),
    to: places(shape[axis], to[k]),
  }));
  return copyRuns(x, out, copyPlan(axes));
}

/** Options of {@link transpose}. */
export interface TransposeOptions extends LayerPlanOptions {
  /** For each axis of the output, the axis of the input that it is; by default all in reverse order. */
  readonly permutation?: readonly number[];
}

/** A layer that brings axes into another order. */
export function transpose({ permutation, name }: TransposeOptions = {}): LayerPlan {
  permutation?.forEach((axis, k) => checkInteger('transpose', `permutation[${k}]`, axis, 0, MAX_RANK - 1));
  return {
    type: 'transpose',
    name,
    build: (at, [input]) => ({
      type: 'transpose',
      ...at,
      permutation: permutation ? [...permutation] : input.map((_, k) => input.length - 1 - k),
    }),
  };
}
