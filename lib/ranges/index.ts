export { aciq, type AciqOptions } from './aciq.js';
export {
  calibrateStage,
  type CalibrateOptions,
  type CalibrationProgress,
  type SettleOptions,
} from './calibrateStage.js';
export type { RangeConfidence } from './confidence.js';
export { decayedMax, type DecayedMaxOptions } from './decayedMax.js';
export type { DriftReason } from './drift.js';
export { emaMinMax, type EmaMinMaxOptions } from './emaMinMax.js';
export { entropy, type EntropyOptions } from './entropy.js';
export { l2, type L2Options } from './l2.js';
export { minMax, type MinMaxOptions, type MinMaxTracker } from './minMax.js';
export { mse, type MseOptions } from './mse.js';
export { octav, type OctavOptions } from './octav.js';
export type { LiveRange } from './orderedTracker.js';
export { percentile, type PercentileOptions } from './percentile.js';
export { powerOfTwoRange, type PowerOfTwoRangeOptions } from './powerOfTwoRange.js';
export { recalibrateStage, type DriftReport, type RecalibrateOptions } from './recalibrateStage.js';
export { sigmaClip, type SigmaClipOptions } from './sigmaClip.js';
export type { SketchTracker, SketchTrackerOptions } from './sketchTracker.js';
export { slidingMinMax, type SlidingMinMaxOptions } from './slidingMinMax.js';
export { trackRangeStage, type TrackRangeOptions } from './trackRangeStage.js';
