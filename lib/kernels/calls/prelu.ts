import type { Codes } from '../../qparams.js';
import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import { multiplication, type Multiplication } from '../multiplication.js';

/** A slope of its own for each element below zero. */
export interface PreluConstants {
  readonly zeroPoint: number;
  readonly slopes: Codes;
  readonly slopeZero: number;
  /** Of the slopes alone. */
  readonly broadcast: Broadcast;
  /** From zero on. */
  readonly above: Multiplication;
  /** Of the products with slopes. */
  readonly below: Multiplication;
  readonly outZero: number;
  readonly low: number;
  readonly high: number;
}

/** x from zero on, slope x below. */
export const prelu: Kernel<PreluConstants> = (constants, [x], [out]) => {
  const { zeroPoint, slopeZero, outZero, low, high } = constants;
  const [rising, falling] = [multiplication(constants.above), multiplication(constants.below)];
  const { operands, align } = aligned(constants.broadcast, [constants.slopes]);
  const [slopes] = operands;
  align();
  return () => {
    for (let i = 0; i < x.length; i++) {
      const value = x[i] - zeroPoint;
      const y = value < 0 ? falling(value * (slopes[i] - slopeZero)) : rising(value);
      out[i] = limitTo(y + outZero, low, high);
    }
  };
};
