import { checkOneOf } from '../../check.js';
import type { Compare } from '../../graph/network.js';
import { aligned, broadcastShape } from './broadcasting.js';
import { type Op, noMacs } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** What each asks. A comparison with NaN does not hold, but for `notEqual`; in logic, all but 0 is true, NaN too. */
export const relations: Readonly<Record<Compare['type'], (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterOrEqual: (a, b) => a >= b,
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
  xor: (a, b) => (a !== 0) !== (b !== 0),
};

const types = Object.keys(relations) as Compare['type'][];

const kindOf = (type: Compare['type']): Op<Compare> => ({
  type,
  traits: { codes: [], action: 'broadcast' },
  read: () => ({}),
  shape: (layer, inputs) => broadcastShape(layer, inputs, 2),
  macs: noMacs,
  float(_layer, inputs, { data: out, shape }) {
    const { operands, align } = aligned(inputs, shape);
    const [a, b] = operands;
    const holds = relations[type];
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = holds(a[i], b[i]) ? 1 : 0;
    };
  },
});

/** Comparisons and logic on two tensors: 1 where it holds, else 0. */
export const compareOps = Object.fromEntries(types.map(type => [type, kindOf(type)])) as Readonly<
  Record<Compare['type'], Op<Compare>>
>;

/** Options of {@link compare}. */
export interface CompareOptions extends LayerPlanOptions {
  /** What the layer asks of its first input and its second: `equal`, `less`, `and`, ... */
  readonly relation: Compare['type'];
}

/** A layer that is 1 where a relation of two tensors holds, else 0. */
export function compare({ relation, name }: CompareOptions): LayerPlan {
  checkOneOf('compare', 'relation', relation, types);
  return { type: relation, name, build: at => ({ type: relation, ...at }) };
}
