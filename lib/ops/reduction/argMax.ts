import { checkInteger } from '../../check.js';
import type { ArgMax } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, type Shape, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import { argMax as extremeAlong, type ArgMaxConstants } from '../../kernels/calls/argMax.js';
import { requantizer } from '../../kernels/requantization.js';
import { codesOf } from '../codes.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

const kindOf = (type: ArgMax['type']): Op<ArgMax> => ({
  type,
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
    extremeAlong(constantsOf(layer, shape), [x], [out], { requantizer }),
  integer: (layer, [given]) => ({ kernel: 'argMax', constants: constantsOf(layer, codesOf(layer, given).shape) }),
});

/** Index of the largest or the smallest entry along an axis, the first of equals; a NaN counts as that one. */
export const argMaxOps: Readonly<Record<ArgMax['type'], Op<ArgMax>>> = {
  argMax: kindOf('argMax'),
  argMin: kindOf('argMin'),
};

function constantsOf({ axis, type }: ArgMax, shape: Shape): ArgMaxConstants {
  return { length: shape[axis], inner: elementsOf(shape.slice(axis + 1)), smallest: type === 'argMin' };
}

/** Options of {@link argMax} and {@link argMin}. */
export interface ArgMaxOptions extends LayerPlanOptions {
  /** Axis of the input, an integer; a negative one counts from the end. Defaults to -1. */
  readonly axis?: number;
}

const OPTIONS: OptionKeys<ArgMaxOptions> = { axis: true, name: true };

/** A layer of the indices of the largest entries. */
export function argMax(options: ArgMaxOptions = {}): LayerPlan {
  return plan('argMax', options);
}

/** A layer of the indices of the smallest entries. */
export function argMin(options: ArgMaxOptions = {}): LayerPlan {
  return plan('argMin', options);
}

function plan(type: ArgMax['type'], options: ArgMaxOptions): LayerPlan {
  const { axis = -1, name } = checkOptions(type, options, OPTIONS);
  checkInteger(type, 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return { type, name, build: (at, [input]) => ({ type, ...at, axis: axis < 0 ? axis + input.length : axis }) };
}
