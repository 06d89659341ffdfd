import { map, type OperatorFunction, pipe } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { comparisonOf, sqnrMeter, type SqnrOptions, type SqnrReport } from '../lib/meters/index.js';
import { measure } from './measure.js';

/**
 * Measures a whole stream of codes against the samples they were first made from, and emits one report at the end; see
 * {@link sqnrMeter}.
 *
 * @example
 * source$.pipe(calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits: 8 }) }), sqnr())
 */
export function sqnr(options: SqnrOptions = {}): OperatorFunction<QFrame, SqnrReport> {
  const meter = () => sqnrMeter(options);
  meter(); // refuses wrong options at the call
  return pipe(map(comparisonOf), measure(meter));
}
