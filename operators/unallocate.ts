import type { OperatorFunction } from 'rxjs';
import { unallocateFrame } from '../lib/allocation/index.js';
import type { Frame } from '../lib/frame.js';
import type { SplitFrame } from '../lib/splitFrame.js';
import { stateless } from '../lib/stage.js';
import { stageOperator } from './stageOperator.js';

/**
 * Decodes blocks whose channels were coded apart into frames of all channels: the receiver of `allocate`; see
 * {@link unallocateFrame}.
 *
 * @example
 * blocks$.pipe(unallocate())
 */
export function unallocate(): OperatorFunction<SplitFrame, Frame> {
  return stageOperator(() => stateless('unallocate', unallocateFrame));
}
