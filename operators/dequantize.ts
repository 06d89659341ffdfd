import type { OperatorFunction } from 'rxjs';
import { dequantizeStage } from '../lib/dequantizeStage.js';
import type { Frame, QFrame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Decodes frames of codes, each by the parameters it carries.
 *
 * @example
 * codes$.pipe(dequantize())
 */
export function dequantize(): OperatorFunction<QFrame, Frame> {
  return frameOperator('dequantize', () => dequantizeStage());
}
