export { bySourceStage, type BySourceOptions } from './bySourceStage.js';
export { decimateStage, type DecimateOptions } from './decimateStage.js';
export { reframeStage, type IncompleteWindow, type ReframeOptions } from './reframeStage.js';
export { resampleStage, type ResampleOptions } from './resampleStage.js';
export { resamplingFilter } from './resamplingFilter.js';
export { restampStage, type Restart, type RestampOptions } from './restampStage.js';
export type { Row, RowLoss, RowsToFramesOptions } from './rowSettings.js';
export { rowsToFramesStage } from './rowsToFramesStage.js';
export type { StampUnit } from './stamp.js';
