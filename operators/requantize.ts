import type { OperatorFunction } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { type RequantizeOptions, requantizeStage } from '../lib/requantizing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Re-codes frames under other parameters without going through real numbers; see {@link requantizeStage}.
 *
 * @example
 * adc$.pipe(requantize({ params: network.inputs[0].params }), infer(network))
 * equalized$.pipe(requantize({ params: network.inputs[0].params, gains: [1] }), infer(network))
 * centred$.pipe(requantize({ params: network.inputs[0].params, centres: [0] }), infer(network))
 */
export function requantize(options: RequantizeOptions): OperatorFunction<QFrame, QFrame> {
  return frameOperator('requantize', () => requantizeStage(options));
}
