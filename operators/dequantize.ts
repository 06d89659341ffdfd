import type { OperatorFunction } from 'rxjs';
import { decodeFrame } from '../lib/decode.js';
import type { Frame, QFrame } from '../lib/frame.js';
import { stateless } from '../lib/stage.js';
import { frameOperator } from './frameOperator.js';

/**
 * Decodes frames of codes, each by the parameters it carries.
 *
 * @example
 * codes$.pipe(dequantize())
 */
export function dequantize(): OperatorFunction<QFrame, Frame> {
  return frameOperator('dequantize', () => stateless('dequantize', decodeFrame));
}
