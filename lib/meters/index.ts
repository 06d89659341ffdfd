export { comparisonOf, type Comparison } from './comparison.js';
export { decibels } from './decibels.js';
export { tapStage, type TapOptions } from './tapStage.js';
export { sqnrMeter, type SqnrFigures, type SqnrReport } from './sqnrMeter.js';
export { predictSqnr, type SignalMoments } from './theory.js';
