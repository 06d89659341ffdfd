import type { OperatorFunction } from 'rxjs';
import { joinFrame, type SplitFrame } from '../lib/allocation/index.js';
import type { Frame } from '../lib/frame.js';
import { stateless } from '../lib/stage.js';
import { stageOperator } from './stageOperator.js';

/**
 * Decodes blocks whose channels were coded apart into frames of all channels: the receiver of `allocate`; see {@link joinFrame}.
 *
 * @example
 * blocks$.pipe(join())
 */
export function join(): OperatorFunction<SplitFrame, Frame> {
  return stageOperator(() => stateless('join', joinFrame));
}
