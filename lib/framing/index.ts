export { decimateStage, type DecimateOptions } from './decimateStage.js';
export { reframeStage, type IncompleteWindow, type ReframeOptions } from './reframeStage.js';
