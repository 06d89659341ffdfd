import type { OperatorFunction } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type CompareDialectsOptions, dialectComparisonStage, type WindowReport } from '../lib/network.js';
import type { Network } from '../lib/network.js';
import { frameOperator } from './frameOperator.js';

/**
 * Runs a network in two dialects on sliding windows of the stream and reports where they part, one report a window; see
 * {@link dialectComparisonStage}.
 *
 * @example
 * codes$.pipe(compareDialects(network, { dialects: [tflm, xnnpack] }), filter(report => report.flipped))
 */
export function compareDialects(
  network: Network,
  options: CompareDialectsOptions,
): OperatorFunction<AnyFrame, WindowReport> {
  return frameOperator('compareDialects', () => dialectComparisonStage(network, options));
}
