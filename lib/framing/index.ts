export { reframeStage, type IncompleteWindow, type ReframeOptions } from './reframe.js';
