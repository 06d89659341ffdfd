import type { OperatorFunction } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { type SqnrOptions, type SqnrReport, sqnrStage } from '../lib/meters/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Measures a whole stream of codes against the samples they were first made from, and emits one report at the end; see
 * {@link sqnrStage}.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits: 8 }) }), sqnr())
 */
export function sqnr(options: SqnrOptions = {}): OperatorFunction<QFrame, SqnrReport> {
  return frameOperator('sqnr', () => sqnrStage(options));
}
