import { from, map, merge, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { Frame, QFrame } from '../lib/frame.js';
import { type CompareInput, type Comparison, type CompareWithOptions, compareWithStage } from '../lib/meters/index.js';
import { stageOperator } from './stageOperator.js';

/**
 * Puts what a chain makes of a stream beside the original, end to end, by absolute index; see {@link compareWithStage}. Meters take
 * the pairs.
 *
 * The original is subscribed to first. Take both from one source by `connect`, so that they go at one pace.
 *
 * @param original$ samples as they were before the chain; decimate it as the chain does to leave the filter out of the comparison
 * @example
 * source$.pipe(connect(s$ => s$.pipe(quantize(coarse), dequantize(), quantize(fine), compareWith(s$), measure(sqnrMeter))))
 */
export function compareWith(
  original$: ObservableInput<Frame>,
  options: CompareWithOptions = {},
): OperatorFunction<Frame | QFrame, Comparison> {
  const compare = stageOperator(() => compareWithStage(options));
  return source =>
    merge<CompareInput[]>(
      from(original$).pipe(map(original => ({ original }))),
      source.pipe(map(test => ({ test }))),
    ).pipe(compare);
}
