import { checkBoolean, checkInteger } from '../../check.js';
import type { Reduce } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_RANK, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { reductionPlaces } from '../../kernels/reductionGrid.js';
import { reductionGrid } from './reductionGrid.js';
import { lowerReduce } from './lowerReduce.js';
import { columns, whole } from '../time.js';

/** One number from the elements at `start + at[k]`. */
type Fold = (x: Float32Array, start: number, at: Int32Array) => number;

const sum: Fold = (x, start, at) => {
  let total = 0;
  for (let k = 0; k < at.length; k++) total += x[start + at[k]];
  return total;
};

/** What each computes, in double precision and row-major order; NaN among the elements makes NaN. */
const folds: Readonly<Record<Reduce['type'], Fold>> = {
  reduceMean: (x, start, at) => sum(x, start, at) / at.length,
  reduceSum: sum,
  reduceMax(x, start, at) {
    let largest = -Infinity;
    for (let k = 0; k < at.length; k++) largest = Math.max(largest, x[start + at[k]]);
    return largest;
  },
  reduceMin(x, start, at) {
    let smallest = Infinity;
    for (let k = 0; k < at.length; k++) smallest = Math.min(smallest, x[start + at[k]]);
    return smallest;
  },
  reduceProd(x, start, at) {
    let product = 1;
    for (let k = 0; k < at.length; k++) product *= x[start + at[k]];
    return product;
  },
};

const kindOf = (type: Reduce['type']): Op<Reduce> => ({
  type,
  traits:
    type === 'reduceMax' || type === 'reduceMin'
      ? { codes: 'input', action: 'select' }
      : { codes: 'own', action: type === 'reduceProd' ? 'other' : 'sum' },
  time({ axes, keepAxes }, [{ axis = 0 }]) {
    if (!axes.includes(axis)) return columns(keepAxes ? axis : axis - axes.filter(k => k < axis).length);
    if (type === 'reduceMean') return { kind: 'sum', function: 'mean', axes, keepAxes };
    if (type === 'reduceSum') return { kind: 'sum', function: 'sum', axes, keepAxes };
    return whole(type === 'reduceProd' ? 'multiplies over all of time' : 'searches all of time');
  },
  read: fields => ({ axes: fields.integers('axes', 0), keepAxes: fields.boolean('keepAxes') }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { axes, keepAxes } = layer;
    if (axes.some((axis, k) => axis >= shape.length || (k > 0 && axis <= axes[k - 1]))) {
      const rule = `axes must be axes of the input ${showShape(shape)}, increasing`;
      throw networkError(layerNamed(layer), rule, `[${axes.join(', ')}]`);
    }
    return keepAxes ? shape.map((axis, k) => (axes.includes(k) ? 1 : axis)) : shape.filter((_, k) => !axes.includes(k));
  },
  macs: noMacs,
  integer: lowerReduce(type),
  float({ axes }, [{ data: x, shape }], { data: out }) {
    const { starts, at } = reductionPlaces(reductionGrid(shape, axes));
    const fold = folds[type];
    return () => {
      for (let o = 0; o < out.length; o++) out[o] = fold(x, starts[o], at);
    };
  },
});

/** Mean, sum, extremes and product over some axes. */
export const reduceOps: Readonly<Record<Reduce['type'], Op<Reduce>>> = {
  reduceMean: kindOf('reduceMean'),
  reduceSum: kindOf('reduceSum'),
  reduceMax: kindOf('reduceMax'),
  reduceMin: kindOf('reduceMin'),
  reduceProd: kindOf('reduceProd'),
};

/** Options of the reducing layers. */
export interface ReduceOptions extends LayerPlanOptions {
  /** Axes of the input to reduce, integers; negative ones count from the end. */
  readonly axes: readonly number[];
  /** Whether they stay as axes of length 1. Defaults to false. */
  readonly keepAxes?: boolean;
}

/** A layer of means. */
export function reduceMean(options: ReduceOptions): LayerPlan {
  checkOptions('reduceMean', options, OPTIONS);
  return plan('reduceMean', options);
}

/** A layer of sums. */
export function reduceSum(options: ReduceOptions): LayerPlan {
  checkOptions('reduceSum', options, OPTIONS);
  return plan('reduceSum', options);
}

const OPTIONS: OptionKeys<ReduceOptions> = { axes: true, keepAxes: true, name: true };

/** A layer of largest elements. */
export function reduceMax(options: ReduceOptions): LayerPlan {
  checkOptions('reduceMax', options, OPTIONS);
  return plan('reduceMax', options);
}

/** A layer of smallest elements. */
export function reduceMin(options: ReduceOptions): LayerPlan {
  checkOptions('reduceMin', options, OPTIONS);
  return plan('reduceMin', options);
}

/** A layer of products. */
export function reduceProd(options: ReduceOptions): LayerPlan {
  checkOptions('reduceProd', options, OPTIONS);
  return plan('reduceProd', options);
}

function plan(type: Reduce['type'], { axes, keepAxes = false, name }: ReduceOptions): LayerPlan {
  axes.forEach((axis, k) => checkInteger(type, `axes[${k}]`, axis, -MAX_RANK, MAX_RANK - 1));
  checkBoolean(type, 'keepAxes', keepAxes);
  return {
    type,
    name,
    build: (at, [input]) => ({ type, ...at, axes: fromStart(axes, input.length), keepAxes }),
  };
}

/** Axes counted from the start, in increasing order. */
function fromStart(axes: readonly number[], rank: number): readonly number[] {
  return axes.map(axis => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}
