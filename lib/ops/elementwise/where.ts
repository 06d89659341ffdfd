import type { Where } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { alignedInputs, broadcasting, broadcastShape } from './broadcasting.js';
import { codesOf } from '../codes.js';
import { type Lower, type Op, noMacs } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { broadcastColumns } from '../time.js';

/** Codes of x where the condition is not 0, else of y: both and the output have the same params. The condition may be real, or any codes. */
const lowerWhere: Lower<Where> = (layer, [condition, x, y], made) => {
  const [a, b, output] = [x, y, made].map(tensor => codesOf(layer, tensor));
  const broadcast = broadcasting([condition, a, b], output.shape);
  return { kernel: 'choose', constants: { broadcast, zero: condition.params?.zeroPoint[0] ?? 0 } };
};

/** (condition, x, y): x where the condition is not 0, NaN among that, else y. */
export const whereOp: Op<Where> = {
  type: 'where',
  traits: { codes: 'input', action: 'broadcast' },
  time: broadcastColumns,
  read: () => ({}),
  shape: (layer, inputs) => broadcastShape(layer, inputs, 3),
  macs: noMacs,
  integer: lowerWhere,
  float(_layer, inputs, { data: out, shape }) {
    const { operands, align } = alignedInputs(inputs, shape);
    const [condition, x, y] = operands;
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = condition[i] !== 0 ? x[i] : y[i];
    };
  },
};

const OPTIONS: OptionKeys<LayerPlanOptions> = { name: true };

/** A layer of inputs (condition, x, y) that chooses x or y, element by element. */
export function where(options: LayerPlanOptions = {}): LayerPlan {
  const { name } = checkOptions('where', options, OPTIONS);
  return { type: 'where', name, build: at => ({ type: 'where', ...at }) };
}
