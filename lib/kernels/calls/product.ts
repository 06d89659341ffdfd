import type { Codes } from '../../qparams.js';
import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import type { Requantization } from '../requantization.js';
import { requantizedBlocks } from '../requantizedBlocks.js';

/** Product of two operands. */
export interface ProductConstants {
  readonly broadcast: Broadcast;
  readonly zeroPoints: readonly [number, number];
  readonly requantization: Requantization;
}

/** Product of two operands, requantized. */
export const product: Kernel<ProductConstants> = ({ broadcast, zeroPoints, requantization }, reads, [out], tools) => {
  const { operands, align } = aligned(broadcast, reads);
  const [x, y] = operands;
  const [zeroX, zeroY] = zeroPoints;
  const step = requantizedBlocks(requantization, out as Codes, tools, (acc, at) => {
    for (let i = 0; i < acc.length; i++) acc[i] = (x[at + i] - zeroX) * (y[at + i] - zeroY);
  });
  return () => {
    align();
    step();
  };
};
