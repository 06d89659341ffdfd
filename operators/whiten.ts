import type { OperatorFunction } from 'rxjs';
import { type WhitenOptions, whitenStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Takes out of each sample what those before it foretell; see {@link whitenStage}.
 *
 * @example
 * source$.pipe(whiten({ predictors: correlation.map(r => levinsonDurbin(r).predictor) }))
 */
export function whiten(options: WhitenOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('whiten', () => whitenStage(options));
}
