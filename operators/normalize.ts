import type { OperatorFunction } from 'rxjs';
import { normalizeStage, type NormalizeOptions } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Brings samples to what a network was trained on, (gain x - mean) / std; see {@link normalizeStage}.
 *
 * @example
 * accelerometer$.pipe(normalize({ mean: [0.01, -0.02, 0.98], std: [0.3, 0.3, 0.4] }), infer(float))
 */
export function normalize(options: NormalizeOptions = {}): OperatorFunction<Frame, Frame> {
  return frameOperator('normalize', () => normalizeStage(options));
}
