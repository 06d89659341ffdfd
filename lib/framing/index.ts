export { reframeStage, type IncompleteWindow, type ReframeOptions } from './reframeStage.js';
