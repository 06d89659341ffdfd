import type { OperatorFunction } from 'rxjs';
import type { Frame, RangedFrame } from '../lib/frame.js';
import { type RecalibrateOptions, recalibrateStage } from '../lib/ranges/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Keeps a frozen range as long as it fits the signal, and swaps it at an exact sample when it no longer does; see
 * {@link recalibrateStage}.
 *
 * @example source$.pipe(recalibrate({ every: 4096, onDrift: r => log(r) }), quantize({ quantizer: affine({ bits: 8 })
 * }))
 */
export function recalibrate(options: RecalibrateOptions = {}): OperatorFunction<Frame, RangedFrame> {
  return frameOperator('recalibrate', () => recalibrateStage(options));
}
