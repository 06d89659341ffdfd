import type { OperatorFunction } from 'rxjs';
import type { Frame, QFrame } from '../lib/frame.js';
import { type ResampleOptions, resampleStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Changes the sample rate, to that of a network: by any fraction, without delay; see {@link resampleStage}.
 *
 * @example
 * source$.pipe(resample({ rate: 26 }), infer(float, { hop: 13 }))
 */
export function resample(options: ResampleOptions): OperatorFunction<Frame | QFrame, Frame> {
  return frameOperator('resample', () => resampleStage(options));
}
