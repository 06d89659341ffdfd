import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { concatFramesStage } from '../lib/framing/index.js';
import { stageOperator } from './stageOperator.js';

/**
 * Makes one frame of each list of frames; see {@link concatFramesStage}.
 *
 * @example
 * sensor$.pipe(bufferCount(8), concatFrames())
 */
export function concatFrames(): OperatorFunction<readonly Frame[], Frame> {
  return stageOperator(concatFramesStage);
}
