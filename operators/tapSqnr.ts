import type { MonoTypeOperatorFunction } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { comparisonOf, sqnrMeter, type SqnrReport } from '../lib/meters/index.js';
import { tapMeter } from './tapMeter.js';

/** Options of {@link tapSqnr}. */
export interface TapSqnrOptions {
  /** Told of the figures so far: after each `every` samples and at the end. */
  readonly onReport: (report: SqnrReport) => void;
  /** Samples between reports, counted in absolute indices; by default one report, at the end. */
  readonly every?: number;
}

/**
 * Lets frames of codes through as they are and reports their SQNR on the side; see {@link tapStage}.
 *
 * @example
 * codes$.pipe(tapSqnr({ every: 10_000, onReport: r => console.log(r.total.sqnr) }), infer(network))
 */
export function tapSqnr({ onReport, every }: TapSqnrOptions): MonoTypeOperatorFunction<QFrame> {
  return tapMeter({ meter: () => sqnrMeter(), show: comparisonOf, onReport, every });
}
