export { intervalOf, range, unionOf, type Range, type RangeTracker } from './range.js';
export { minMax, type MinMaxOptions, type MinMaxTracker } from './minMax.js';
