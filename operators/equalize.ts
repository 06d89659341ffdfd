import type { OperatorFunction } from 'rxjs';
import type { Frame, RangedFrame } from '../lib/frame.js';
import { type EqualizeOptions, equalizeStage } from '../lib/equalizers/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Brings the channels to a common range before they share one encoding; see {@link equalizeStage}.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), equalize(), quantize({ quantizer: symmetric({ bits: 8 }) }), dequantize(), unequalize())
 */
export function equalize(options: EqualizeOptions = {}): OperatorFunction<Frame | RangedFrame, RangedFrame> {
  return frameOperator('equalize', () => equalizeStage(options));
}
