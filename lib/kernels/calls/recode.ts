import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { limitTo } from '../limitTo.js';
import type { Requantization } from '../requantization.js';
import { requantizedBlocks } from '../requantizedBlocks.js';

/** Codes under other params. */
export interface RecodeConstants {
  /** Code of zero in the input. */
  readonly zeroPoint: number;
  /** code - zero point is saturated to this magnitude; without, it wraps as an int32. */
  readonly bound?: number;
  readonly requantization: Requantization;
}

/** Codes under other params: code - zero point, saturated or wrapped, and requantized. */
export const recode: Kernel<RecodeConstants> = ({ zeroPoint, bound = Infinity, requantization }, [x], [out], tools) =>
  requantizedBlocks(requantization, out as Codes, tools, (acc, at) => {
    for (let i = 0; i < acc.length; i++) acc[i] = limitTo(x[at + i] - zeroPoint, -bound, bound);
  });
