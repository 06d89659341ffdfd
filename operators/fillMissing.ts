import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type FillMissingOptions, fillMissingStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Gives every sample a number: holds, interpolates or marks what is missing; see {@link fillMissingStage}.
 *
 * @example
 * sensor$.pipe(fillMissing({ fill: 'interpolate', within: '250ms' }), trackRange())
 */
export function fillMissing(options: FillMissingOptions = {}): OperatorFunction<Frame, Frame> {
  return frameOperator('fillMissing', () => fillMissingStage(options));
}
