import { checkInteger } from '../../check.js';
import type { Transpose } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_RANK, showShape, stridesOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import { onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns } from '../time.js';

/** Axis k of the output is axis permutation[k] of the input. */
export const transposeOp = movementOp<Transpose>({
  type: 'transpose',
  time: ({ permutation }, [{ axis = 0 }]) => columns(permutation.indexOf(axis)),
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
  copies({ permutation }, [shape], output) {
    const [from, to] = [stridesOf(shape), stridesOf(output)];
    const axes = permutation.map((axis, k) => ({
      from: places(shape[axis], from[axis]),
      to: places(shape[axis], to[k]),
    }));
    return { copies: [copyOf(axes)] };
  },
});

/** Options of {@link transpose}. */
export interface TransposeOptions extends LayerPlanOptions {
  /** For each axis of the output, the axis of the input that it is; by default all in reverse order. */
  readonly permutation?: readonly number[];
}

const OPTIONS: OptionKeys<TransposeOptions> = { permutation: true, name: true };

/** A layer that brings axes into another order. */
export function transpose(options: TransposeOptions = {}): LayerPlan {
  const { permutation, name } = checkOptions('transpose', options, OPTIONS);
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
