import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type RestampOptions, restampStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Lets the indices of a source go on where it begins anew, behind a gap; see {@link restampStage}.
 *
 * @example
 * sensor$.pipe(retry({ delay: 1000 }), restamp({ onRestart: r => console.warn(`${r.missing} samples missing`) }), trackRange())
 */
export function restamp(options: RestampOptions = {}): OperatorFunction<Frame, Frame> {
  return frameOperator('restamp', () => restampStage(options));
}
