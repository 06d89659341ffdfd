import type { OperatorFunction } from 'rxjs';
import { type AgcOptions, agcStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Automatic gain control, channel by channel; the gains travel with the frames; see {@link agcStage}.
 *
 * @example
 * source$.pipe(agc({ target: 0.25, attack: 0.01, release: 0.5 }), quantize({ quantizer: symmetric(), range: [-1, 1] }), dequantize(), unequalize())
 */
export function agc(options: AgcOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('agc', () => agcStage(options));
}
