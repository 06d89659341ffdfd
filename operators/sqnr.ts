import { map, type OperatorFunction, pipe } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { comparisonOf, sqnrMeter, type SqnrReport } from '../lib/meters/index.js';
import { measure } from './measure.js';

/**
 * Measures a whole stream of codes against the samples they were made from, and gives out one report at the end.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits: 8 }) }), sqnr())
 */
export function sqnr(): OperatorFunction<QFrame, SqnrReport> {
  return pipe(map(comparisonOf), measure(sqnrMeter));
}
