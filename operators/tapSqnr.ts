import type { MonoTypeOperatorFunction } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { type TapSqnrOptions, tapSqnrStage } from '../lib/meters/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Lets frames of codes through as they are and reports their SQNR on the side; see {@link tapSqnrStage}.
 *
 * @example
 * codes$.pipe(tapSqnr({ every: 10_000, onReport: r => console.log(r.total.windows.medianSqnr) }), infer(network))
 */
export function tapSqnr(options: TapSqnrOptions): MonoTypeOperatorFunction<QFrame> {
  return frameOperator('tapSqnr', () => tapSqnrStage(options));
}
