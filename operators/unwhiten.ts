import type { OperatorFunction } from 'rxjs';
import { type WhitenOptions, unwhitenStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Takes a whitening back; see {@link unwhitenStage}.
 *
 * @example
 * codes$.pipe(dequantize(), unwhiten({ predictors }))
 */
export function unwhiten(options: WhitenOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('unwhiten', () => unwhitenStage(options));
}
