import type { OperatorFunction } from 'rxjs';
import type { Frame, QFrame, RangedFrame } from '../lib/frame.js';
import type { QParams } from '../lib/qparams.js';
import { type QuantizeOptions, quantizeStage } from '../lib/quantizers/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Encodes frames; the parameters travel with the codes; see {@link quantizeStage}.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), quantize({ quantizer: muLaw({ bits: 8, axis: 'channel' }) }))
 */
export function quantize<P extends QParams>(options: QuantizeOptions<P>): OperatorFunction<Frame | RangedFrame, QFrame>;
export function quantize(options: Omit<QuantizeOptions, 'params'>): OperatorFunction<Frame | RangedFrame, QFrame>;
export function quantize(options: QuantizeOptions): OperatorFunction<Frame | RangedFrame, QFrame> {
  return frameOperator('quantize', () => quantizeStage(options));
}
