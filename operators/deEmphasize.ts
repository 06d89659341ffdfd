import type { OperatorFunction } from 'rxjs';
import { type PreEmphasisOptions, deEmphasisStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Takes a pre-emphasis back; see {@link deEmphasisStage}.
 *
 * @example
 * codes$.pipe(dequantize(), deEmphasize({ coefficient: 0.95 }))
 */
export function deEmphasize(options: PreEmphasisOptions = {}): OperatorFunction<Frame, Frame> {
  return frameOperator('deEmphasize', () => deEmphasisStage(options));
}
