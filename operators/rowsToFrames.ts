import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type Row, type RowsToFramesOptions, rowsToFramesStage } from '../lib/framing/index.js';
import { stageOperator } from './stageOperator.js';

/**
 * Makes frames of messages or of split serial lines; see {@link rowsToFramesStage}.
 *
 * @example
 * messages$.pipe(rowsToFrames({ fields: ['acc.x', 'acc.y', 'acc.z'], time: 't', timeUnit: 'ms', sampleRate: 100 }))
 * lines$.pipe(map(line => line.split(',')), rowsToFrames({ fields: [0, 1] }))
 */
export function rowsToFrames(options: RowsToFramesOptions): OperatorFunction<Row | readonly Row[], Frame> {
  return stageOperator(() => rowsToFramesStage(options));
}
