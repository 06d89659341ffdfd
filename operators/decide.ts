import type { OperatorFunction } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type DecideOptions, decideStage, type LabelChange } from '../lib/network.js';
import { frameOperator } from './frameOperator.js';

/**
 * Makes decisions of a network's scores, with smoothing, threshold, hysteresis, debounce and refractory time; see {@link decideStage}.
 *
 * @example
 * codes$.pipe(infer(network, { hop: 13 }), decide({ smooth: 3, threshold: 0.6, hysteresis: 0.1, hop: 13, window: 26 }))
 */
export function decide(options?: DecideOptions): OperatorFunction<AnyFrame, LabelChange> {
  return frameOperator('decide', () => decideStage(options));
}
