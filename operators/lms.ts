import type { OperatorFunction } from 'rxjs';
import { type LmsOptions, lmsStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * A normalized least-mean-squares adaptive filter: noise canceller or line enhancer; see {@link lmsStage}.
 *
 * @example
 * source$.pipe(lms({ taps: 32, stepSize: 0.1, reference: 3 }))
 */
export function lms(options: LmsOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('lms', () => lmsStage(options));
}
