import type { OperatorFunction } from 'rxjs';
import type { Frame, RangedFrame } from '../lib/frame.js';
import { type CalibrateOptions, calibrateStage } from '../lib/ranges/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Freezes the range of the first samples for the whole stream; see {@link calibrateStage}.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits: 8 }) }))
 */
export function calibrate(options: CalibrateOptions): OperatorFunction<Frame, RangedFrame> {
  return frameOperator('calibrate', () => calibrateStage(options));
}
