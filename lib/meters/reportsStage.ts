import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { inTurn, type Stage } from '../stage.js';
import { type ReportPeriods, reporting } from './reporting.js';

/** Options of {@link reportsStage}. */
export type ReportsOptions<F extends AnyFrame, I, R> = ReportPeriods<F, I, R>;

const OPTIONS: OptionKeys<ReportsOptions<AnyFrame, unknown, unknown>> = { meter: true, show: true, every: true };

/**
 * Shows frames to a meter and gives out its value, not the frames: at each absolute index k * every that samples reach, however long the frames
 * are, and at the end where samples came since the last report. 300 samples under `every: 100` give three reports, of 100, 200 and 300
 * samples; 250 give reports of 100, 200 and 250.
 */
export function reportsStage<F extends AnyFrame, I, R>(options: ReportsOptions<F, I, R>): Stage<F, R> {
  return inTurn(reporting('reports', checkOptions('reports', options, OPTIONS)));
}
