import type { QFrame } from '../frame.js';
import { measuring } from '../measureStage.js';
import type { Stage } from '../stage.js';
import { originalOf } from './comparison.js';
import { sqnrMeter, type SqnrOptions, type SqnrReport } from './sqnrMeter.js';

/**
 * Shows frames of codes, beside the samples they were first made from, to a {@link sqnrMeter} and gives out its report once, at the end.
 *
 * @throws {DataError} from `process` when a frame has lost the samples it was made from
 */
export function sqnrStage(options: SqnrOptions = {}): Stage<QFrame, SqnrReport> {
  return measuring('sqnr', sqnrMeter(options), f => originalOf('sqnr', f));
}
