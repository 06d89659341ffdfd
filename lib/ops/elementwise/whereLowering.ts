import { aligned } from './broadcasting.js';
import type { Values, Where } from '../../graph/network.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/** Codes of x where the condition is not 0, else of y: both and the output have the same params. The condition may be real, or any codes. */
export const wherePrepared: IntegerOp<Where> = {
  type: 'where',
  prepare(layer, [condition, x, y], made) {
    const [a, b, output] = [x, y, made].map(buffer => codesOf(layer, buffer));
    const { operands, align } = aligned<Values>([condition, a, b], output.shape);
    const [choice, left, right] = operands;
    const zero = condition.params?.zeroPoint[0] ?? 0;
    const out = output.data;
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = choice[i] !== zero ? left[i] : right[i];
    };
  },
};
