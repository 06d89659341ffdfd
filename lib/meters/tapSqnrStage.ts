import type { QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { originalOf } from './comparison.js';
import { liveSqnrMeter, type LiveSqnrOptions, type LiveSqnrReport } from './liveSqnrMeter.js';
import type { ReportPeriods } from './reporting.js';
import { type ReportCallbacks, tapping } from './tapStage.js';

/** Options of {@link tapSqnrStage}. */
export interface TapSqnrOptions
  extends LiveSqnrOptions, ReportCallbacks<LiveSqnrReport>, Pick<ReportPeriods<QFrame, unknown, unknown>, 'every'> {}

const OPTIONS: OptionKeys<TapSqnrOptions> = {
  onReport: true,
  onError: true,
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
 * median and the worst of windows of `seconds`, and the whole stream so far; see {@link liveSqnrMeter} and {@link reportsStage}.
 *
 * @throws {DataError} from `process` when a frame has lost the samples it was made from
 * @throws {CallbackError} from `flush`, where `onReport` threw and there is no `onError`
 */
export function tapSqnrStage(options: TapSqnrOptions): Stage<QFrame, QFrame> {
  const { onReport, onError, every, ...rest } = checkOptions('tapSqnr', options, OPTIONS);
  const meter = () => liveSqnrMeter(rest);
  return tapping('tapSqnr', { meter, show: f => originalOf('tapSqnr', f), onReport, onError, every });
}
