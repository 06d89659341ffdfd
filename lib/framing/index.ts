export { decimateStage, type DecimateOptions } from './decimateStage.js';
export { reframeStage, type IncompleteWindow, type ReframeOptions } from './reframeStage.js';
export { rowsToFramesStage, type Row, type RowLoss, type RowsToFramesOptions } from './rowsToFramesStage.js';
export type { StampUnit } from './stamp.js';
