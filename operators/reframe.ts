import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type ReframeOptions, reframeStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Cuts a stream into frames of one size, at absolute sample indices; see {@link reframeStage}.
 *
 * @example
 * source$.pipe(reframe({ size: 256, tail: 'drop' }))
 */
export function reframe(options: ReframeOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('reframe', () => reframeStage(options));
}
