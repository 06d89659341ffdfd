export { intervalOf, range, unionOf, type Range, type RangeAccumulator, type RangeTracker } from './range.js';
export { calibrateStage, type CalibrateOptions } from './calibrateStage.js';
export { minMax, type MinMaxOptions, type MinMaxTracker } from './minMax.js';
export { trackRangeStage, type TrackRangeOptions } from './trackRangeStage.js';
