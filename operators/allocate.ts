import type { OperatorFunction } from 'rxjs';
import { type AllocateOptions, allocateStage } from '../lib/allocation/index.js';
import type { Frame } from '../lib/frame.js';
import type { SplitFrame } from '../lib/splitFrame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Shares a budget of bits among the channels, block by block, and codes each with its own; see {@link allocateStage}.
 *
 * @example
 * source$.pipe(allocate({ budget: { bitsPerSecond: 4800 }, every: 512 }), unallocate())
 */
export function allocate(options: AllocateOptions): OperatorFunction<Frame, SplitFrame> {
  return frameOperator('allocate', () => allocateStage(options));
}
