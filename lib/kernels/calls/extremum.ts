import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';

/** The smaller or the larger of two operands. */
export interface ExtremumConstants {
  readonly broadcast: Broadcast;
  readonly of: 'minimum' | 'maximum';
  readonly low: number;
  readonly high: number;
}

/** The smaller or the larger of two codes; operands and output have the same params. */
export const extremum: Kernel<ExtremumConstants> = ({ broadcast, of, low, high }, reads, [out]) => {
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const smaller = of === 'minimum';
  return () => {
    align();
    for (let i = 0; i < out.length; i++) {
      const q = x[i] < y[i] === smaller ? x[i] : y[i];
      out[i] = q < low ? low : q > high ? high : q;
    }
  };
};
