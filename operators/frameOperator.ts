import type { OperatorFunction } from 'rxjs';
import { type AnyFrame, checkFrame } from '../lib/frame.js';
import type { Stage } from '../lib/stage.js';
import { stageOperator } from './stageOperator.js';

/**
 * {@link stageOperator} for a stage that takes frames: what is no frame is refused by the operator's own name.
 *
 * @internal
 */
export function frameOperator<I extends AnyFrame, O>(who: string, make: () => Stage<I, O>): OperatorFunction<I, O> {
  return stageOperator(() => {
    const stage = make();
    return { ...stage, process: (input, emit) => stage.process(checkFrame(who, input), emit) };
  });
}
