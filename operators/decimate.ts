import type { OperatorFunction } from 'rxjs';
import type { Frame, QFrame } from '../lib/frame.js';
import { type DecimateOptions, decimateStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Low-passes and keeps every `factor`-th sample, for signals and for the codes of a modulator; see {@link decimateStage}.
 *
 * @example
 * oversampled$.pipe(quantize({ quantizer: deltaSigma({ order: 2 }) }), decimate({ factor: 64 }))
 */
export function decimate(options: DecimateOptions): OperatorFunction<Frame | QFrame, Frame> {
  return frameOperator('decimate', () => decimateStage(options));
}
