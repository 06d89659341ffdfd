import type { MonoTypeOperatorFunction } from 'rxjs';
import type { QFrame } from '../lib/frame.js';
import { comparisonOf, liveSqnrMeter, type LiveSqnrOptions, type LiveSqnrReport } from '../lib/meters/index.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { tapMeter } from './tapMeter.js';

/** Options of {@link tapSqnr}. */
export interface TapSqnrOptions extends LiveSqnrOptions {
  /** Called with the figures so far: after each `every` samples and at the end. */
  readonly onReport: (report: LiveSqnrReport) => void;
  /** Samples between reports, counted in absolute indices; by default one report, at the end. */
  readonly every?: number;
}

const OPTIONS: OptionKeys<TapSqnrOptions> = {
  onReport: true,
  every: true,
  seconds: true,
  dither: true,
  weights: true,
  pooled: true,
  band: true,
  weighting: true,
};

/**
 * Lets frames of codes through as they are and reports their SQNR on the side, against the samples they were first made from: the
 * median and the worst of windows of `seconds`, and the whole stream so far; see {@link liveSqnrMeter}.
 *
 * @example
 * codes$.pipe(tapSqnr({ every: 10_000, onReport: r => console.log(r.total.windows.medianSqnr) }), infer(network))
 */
export function tapSqnr(options: TapSqnrOptions): MonoTypeOperatorFunction<QFrame> {
  const { onReport, every, ...rest } = checkOptions('tapSqnr', options, OPTIONS);
  return tapMeter({ meter: () => liveSqnrMeter(rest), show: comparisonOf, onReport, every });
}
