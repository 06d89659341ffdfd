import type { OperatorFunction } from 'rxjs';
import { type PreEmphasisOptions, preEmphasisStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Raises high frequencies before quantization; see {@link preEmphasisStage}.
 *
 * @example
 * source$.pipe(preEmphasize({ coefficient: 0.95 }), calibrate({ samples: 4096 }), quantize({ quantizer: muLaw() }), dequantize(), deEmphasize({ coefficient: 0.95 }))
 */
export function preEmphasize(options: PreEmphasisOptions = {}): OperatorFunction<Frame, Frame> {
  return frameOperator('preEmphasize', () => preEmphasisStage(options));
}
