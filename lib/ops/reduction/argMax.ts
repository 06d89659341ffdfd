import { checkInteger } from '../../check.js';
import type { ArgMax } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, type Shape, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import { argMax as largestAlong, type ArgMaxConstants } from '../../kernels/calls/argMax.js';
import { requantizer } from '../../kernels/requantization.js';
import { codesOf } from '../codes.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/** Index of the largest entry along an axis, the first of equals; a NaN counts as the largest. */
export const argMaxOp: Op<ArgMax> = {
  type: 'argMax',
  traits: { codes: [], action: 'other' },
  time: ({ axis: reduced }, [{ axis = 0 }]) =>
    axis === reduced ? whole('searches all of time') : columns(axis > reduced ? axis - 1 : axis),
  read: fields => ({ axis: fields.integer('axis', 0) }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (layer.axis >= shape.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(shape)}`, `${layer.axis}`);
    }
    return shape.toSpliced(layer.axis, 1);
  },
  macs: noMacs,
  float: (layer, [{ data: x, shape }], { data: out }) =>
    largestAlong(constantsOf(layer, shape), [x], [out], { requantizer }),
  integer: (layer, [given]) => ({ kernel: 'argMax', constants: constantsOf(layer, codesOf(layer, given).shape) }),
};

function constantsOf({ axis }: ArgMax, shape: Shape): ArgMaxConstants {
  return { length: shape[axis], inner: elementsOf(shape.slice(axis + 1)) };
}

/** Options of {@link argMax}. */
export interface ArgMaxOptions extends LayerPlanOptions {
  /** Axis of the input, an integer; a negative one counts from the end. Defaults to -1. */
  readonly axis?: number;
}

const OPTIONS: OptionKeys<ArgMaxOptions> = { axis: true, name: true };

/** A layer of the indices of the largest entries. */
export function argMax(options: ArgMaxOptions = {}): LayerPlan {
  const { axis = -1, name } = checkOptions('argMax', options, OPTIONS);
  checkInteger('argMax', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'argMax',
    name,
    build: (at, [input]) => ({ type: 'argMax', ...at, axis: axis < 0 ? axis + input.length : axis }),
  };
}
