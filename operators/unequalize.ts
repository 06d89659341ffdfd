import type { OperatorFunction } from 'rxjs';
import { unequalizeStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Divides out the gains that a frame carries: the inverse of {@link equalize}, exact for power-of-two gains.
 *
 * @example
 * codes$.pipe(dequantize(), unequalize())
 */
export function unequalize(): OperatorFunction<Frame, Frame> {
  return frameOperator('unequalize', () => unequalizeStage());
}
