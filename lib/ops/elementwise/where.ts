import type { Where } from '../../graph/network.js';
import { aligned, broadcastShape } from './broadcasting.js';
import { type Op, noMacs } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** (condition, x, y): x where the condition is not 0, NaN among that, else y. */
export const whereOp: Op<Where> = {
  type: 'where',
  traits: { codes: 'input', action: 'broadcast' },
  read: () => ({}),
  shape: (layer, inputs) => broadcastShape(layer, inputs, 3),
  macs: noMacs,
  float(_layer, inputs, { data: out, shape }) {
    const { operands, align } = aligned(inputs, shape);
    const [condition, x, y] = operands;
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = condition[i] !== 0 ? x[i] : y[i];
    };
  },
};

/** A layer of inputs (condition, x, y) that chooses x or y, element by element. */
export function where({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'where', name, build: at => ({ type: 'where', ...at }) };
}
