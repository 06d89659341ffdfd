import type { OperatorFunction } from 'rxjs';
import { unallocateStage } from '../lib/allocation/index.js';
import type { Frame } from '../lib/frame.js';
import type { SplitFrame } from '../lib/splitFrame.js';
import { stageOperator } from './stageOperator.js';

/**
 * Decodes blocks whose channels were coded apart into frames of all channels: the receiver of `allocate`; see
 * {@link unallocateStage}.
 *
 * @example
 * blocks$.pipe(unallocate())
 */
export function unallocate(): OperatorFunction<SplitFrame, Frame> {
  return stageOperator(() => unallocateStage());
}
