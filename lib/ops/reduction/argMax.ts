import { checkInteger } from '../../check.js';
import type { ArgMax, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_RANK, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { offsets } from '../offsets.js';

/** Index of the largest entry along an axis, the first of equals; a NaN counts as the largest. */
export const argMaxOp: Op<ArgMax> = {
  type: 'argMax',
  traits: { codes: [], action: 'other' },
  read: fields => ({ axis: fields.integer('axis', 0) }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (layer.axis >= shape.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(shape)}`, `${layer.axis}`);
    }
    return shape.toSpliced(layer.axis, 1);
  },
  macs: noMacs,
  float: ({ axis }, [{ data: x, shape }], { data: out }) => argMaxStep(x, shape, axis, out),
};

/** Finds the largest numbers along an axis of x, shape `shape`. */
export function argMaxStep(x: Values, shape: Shape, axis: number, out: Values): Step {
  const strides = stridesOf(shape);
  const starts = offsets(shape.toSpliced(axis, 1), strides.toSpliced(axis, 1));
  const [length, stride] = [shape[axis], strides[axis]];
  return () => {
    for (let o = 0; o < out.length; o++) {
      let best = 0;
      let largest = x[starts[o]];
      for (let k = 1; k < length && !Number.isNaN(largest); k++) {
        const value = x[starts[o] + k * stride];
        if (value <= largest) continue;
        best = k;
        largest = value;
      }
      out[o] = best;
    }
  };
}

/** Options of {@link argMax}. */
export interface ArgMaxOptions extends LayerPlanOptions {
  /** Axis of the input, an integer; a negative one counts from the end. Defaults to -1. */
  readonly axis?: number;
}

/** A layer of the indices of the largest entries. */
export function argMax({ axis = -1, name }: ArgMaxOptions = {}): LayerPlan {
  checkInteger('argMax', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'argMax',
    name,
    build: (at, [input]) => ({ type: 'argMax', ...at, axis: axis < 0 ? axis + input.length : axis }),
  };
}
