export { intervalOf, range, unionOf, type Range, type RangeTracker } from './range.js';
export { calibrateStage, type CalibrateOptions } from './calibrate.js';
export { minMax, type MinMaxOptions, type MinMaxTracker } from './minMax.js';
export { trackRangeStage, type TrackRangeOptions } from './trackRange.js';
