import { checkInteger } from '../../check.js';
import { OptionRangeError } from '../../errors.js';
import type { Gather, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, type Shape, showShape } from '../../graph/tensor.js';
import { type Op, noMacs, requireInputs } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** (data, indices): entries of an axis of the data, in the order of the indices, whose shape takes the axis's place. */
export const gatherOp: Op<Gather> = {
  type: 'gather',
  traits: { codes: 'input', action: 'move' },
  read: fields => ({ axis: fields.integer('axis', 0) }),
  shape(layer, inputs) {
    requireInputs(layer, inputs, 2);
    const [data, indices] = inputs;
    if (layer.axis >= data.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(data)}`, `${layer.axis}`);
    }
    return data.toSpliced(layer.axis, 1, ...indices);
  },
  macs: noMacs,
  float: (layer, [{ data: x, shape }, { data: indices }], { data: out }) =>
    gatherStep(layerNamed(layer), x, shape, layer.axis, indices, out),
};

/**
 * Copies the entries of an axis of x, shape `shape`, that indices name; negative ones count from the end.
 *
 * The step throws a RangeError at an index that is no integer, or beyond the axis.
 *
 * @param who name for that message
 */
export function gatherStep<T extends Values>(
  who: string,
  x: T,
  shape: Shape,
  axis: number,
  indices: Values,
  out: T,
): Step {
  const length = shape[axis];
  const outer = elementsOf(shape.slice(0, axis));
  const inner = elementsOf(shape.slice(axis + 1));
  const starts = new Int32Array(indices.length); // of the entries that the indices name, in the first block
  return () => {
    for (let k = 0; k < indices.length; k++) {
      const index = indices[k];
      if (!Number.isInteger(index) || index < -length || index >= length) {
        throw new OptionRangeError(`${who}: indices must be integers in [${-length}, ${length}), got ${index}`);
      }
      starts[k] = (index < 0 ? index + length : index) * inner;
    }
    for (let block = 0, o = 0; block < outer; block++) {
      const begin = block * length * inner;
      for (let k = 0; k < starts.length; k++) {
        const end = begin + starts[k] + inner;
        for (let i = begin + starts[k]; i < end; i++) out[o++] = x[i];
      }
    }
  };
}

/** Options of {@link gather}. */
export interface GatherOptions extends LayerPlanOptions {
  /** Axis of the data, an integer; a negative one counts from the end. Defaults to 0. */
  readonly axis?: number;
}

/** A layer of inputs (data, indices) that takes entries of the data by their indices. */
export function gather({ axis = 0, name }: GatherOptions = {}): LayerPlan {
  checkInteger('gather', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'gather',
    name,
    build: (at, inputs) => ({ type: 'gather', ...at, axis: axis < 0 ? axis + (inputs[0]?.length ?? 0) : axis }),
  };
}
