import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type ResampleOptions, resampleStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Gives a stream another sample rate, in constant memory; see {@link resampleStage}.
 *
 * @example
 * source$.pipe(resample({ rate: 26 }), infer(float, { hop: 13 }))
 */
export function resample(options: ResampleOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('resample', () => resampleStage(options));
}
