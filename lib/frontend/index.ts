export { featureCodesStage, type FeatureCodesOptions } from './featureCodesStage.js';
export { MICRO_SPEECH, MICRO_WAKE_WORD } from './frontEnds.js';
export type { MicroFrontendOptions, MicroFrontendSettings } from './microFrontendSettings.js';
export { microFrontendStage } from './microFrontendStage.js';
