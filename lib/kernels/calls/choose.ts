import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';

/** A choice between two operands by a third, the first. */
export interface ChooseConstants {
  readonly broadcast: Broadcast;
  /** What the condition is where it does not hold. */
  readonly zero: number;
}

/** The second operand where the condition holds, else the third; both and the output have the same params. */
export const choose: Kernel<ChooseConstants> = ({ broadcast, zero }, reads, [out]) => {
  const { operands, align } = aligned(broadcast, reads);
  const [condition, x, y] = operands;
  return () => {
    align();
    for (let i = 0; i < out.length; i++) out[i] = condition[i] !== zero ? x[i] : y[i];
  };
};
