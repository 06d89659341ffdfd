import type { OperatorFunction } from 'rxjs';
import { uncentreStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Puts the centres back that frames carry: the inverse of {@link centre}, bit for bit for ADC codes; see {@link uncentreStage}.
 *
 * @example
 * codes$.pipe(dequantize(), uncentre())
 */
export function uncentre(): OperatorFunction<Frame, Frame> {
  return frameOperator('uncentre', () => uncentreStage());
}
