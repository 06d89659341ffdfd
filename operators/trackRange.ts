import type { OperatorFunction } from 'rxjs';
import type { Frame, RangedFrame } from '../lib/frame.js';
import { type TrackRangeOptions, trackRangeStage } from '../lib/ranges/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Gives every sample the range of the stream so far, renewed at absolute sample indices; see {@link trackRangeStage}.
 *
 * @example
 * source$.pipe(trackRange({ tracker: minMax, every: 1024 }), quantize({ quantizer: affine({ bits: 8 }) }))
 */
export function trackRange(options: TrackRangeOptions = {}): OperatorFunction<Frame, RangedFrame> {
  return frameOperator('trackRange', () => trackRangeStage(options));
}
