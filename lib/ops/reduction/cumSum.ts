import { checkBoolean, checkInteger } from '../../check.js';
import type { CumSum } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, showShape } from '../../graph/tensor.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { noMacs, onlyInput, type Op } from '../op.js';
import { columns, whole } from '../time.js';
import { checkOptions, type OptionKeys } from '../../options.js';

/** Sums of the entries up to each one along an axis, in double precision. */
export const cumSumOp: Op<CumSum> = {
  type: 'cumSum',
  traits: { codes: [], action: 'other' },
  time: ({ axis: summed }, [{ axis = 0 }]) =>
    axis === summed ? whole('adds up from the edge of the window') : columns(axis),
  read: fields => ({
    axis: fields.integer('axis', 0),
    exclusive: fields.boolean('exclusive'),
    reverse: fields.boolean('reverse'),
  }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (layer.axis >= shape.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(shape)}`, `${layer.axis}`);
    }
    return shape;
  },
  macs: noMacs,
  float({ axis, exclusive, reverse }, [{ data: x, shape }], { data: out }) {
    const length = shape[axis];
    const inner = elementsOf(shape.slice(axis + 1));
    const step = reverse ? -inner : inner;
    const first = reverse ? (length - 1) * inner : 0;
    return () => {
      for (let outer = 0; outer < x.length; outer += length * inner) {
        for (let i = 0; i < inner; i++) {
          let sum = 0;
          for (let k = 0, at = outer + first + i; k < length; k++, at += step) {
            const before = sum;
            sum += x[at];
            out[at] = exclusive ? before : sum;
          }
        }
      }
    };
  },
};

/** Options of {@link cumSum}. */
export interface CumSumOptions extends LayerPlanOptions {
  /** Axis of the input, an integer; a negative one counts from the end. Defaults to 0. */
  readonly axis?: number;
  /** Whether an entry is left out of its own sum. Defaults to false. */
  readonly exclusive?: boolean;
  /** Whether it sums from the last entry to the first. Defaults to false. */
  readonly reverse?: boolean;
}

const OPTIONS: OptionKeys<CumSumOptions> = { axis: true, exclusive: true, reverse: true, name: true };

/** A layer of sums along an axis. */
export function cumSum(options: CumSumOptions = {}): LayerPlan {
  const { axis = 0, exclusive = false, reverse = false, name } = checkOptions('cumSum', options, OPTIONS);
  checkInteger('cumSum', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  checkBoolean('cumSum', 'exclusive', exclusive);
  checkBoolean('cumSum', 'reverse', reverse);
  return {
    type: 'cumSum',
    name,
    build: (at, [input]) => ({
      type: 'cumSum',
      ...at,
      axis: axis < 0 ? axis + input.length : axis,
      exclusive,
      reverse,
    }),
  };
}
