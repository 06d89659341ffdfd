export type { BandOptions } from './bandTaps.js';
export type { TotalOptions } from './channelTotal.js';
export { comparisonOf, type Comparison } from './comparison.js';
export {
  compareWithStage,
  type CompareInput,
  type CompareWithOptions,
  type CompareWithReport,
} from './compareWithStage.js';
export { decibels } from './decibels.js';
export type { ReportPeriods } from './reporting.js';
export { reportsStage, type ReportsOptions } from './reportsStage.js';
export { tapStage, type ReportCallbacks, type TapOptions } from './tapStage.js';
export { tapSqnrStage, type TapSqnrOptions } from './tapSqnrStage.js';
export { bennettNoise, type BennettOptions } from './bennettNoise.js';
export { codeDensity, type CodeDensity, type CodeDensityOptions } from './codeDensity.js';
export { codeUsageMeter, type CodeUsage, type CodeUsageReport } from './codeUsageMeter.js';
export { emaSqnrMeter, type EmaSqnrOptions } from './emaSqnrMeter.js';
export { levelMeter, type LevelFigures, type LevelOptions } from './levelMeter.js';
export { liveSqnrMeter, type LiveSqnrOptions, type LiveSqnrReport } from './liveSqnrMeter.js';
export { realSpectrum, type RealSpectrum } from './realSpectrum.js';
export type { RecentFigures, RecentReport } from './recentReport.js';
export {
  segmentalSqnrMeter,
  type SegmentalFigures,
  type SegmentalReport,
  type SegmentalSqnrOptions,
} from './segmentalSqnrMeter.js';
export { slidingSqnrMeter, type SlidingSqnrOptions } from './slidingSqnrMeter.js';
export { spectralMeter, type DbScale, type SpectralOptions, type SpectralReport } from './spectralMeter.js';
export { spectralWindows, type SpectralWindow } from './spectralWindows.js';
export type { SpectrumFigures } from './spectrumFigures.js';
export { sqnrAgainstLevel, type LevelRow, type SqnrAgainstLevelOptions } from './sqnrAgainstLevel.js';
export type { SqnrFigures, SqnrTotal } from './sqnrFigures.js';
export { sqnrMeter, type SqnrOptions, type SqnrReport } from './sqnrMeter.js';
export { sqnrStage } from './sqnrStage.js';
export { predictNoise, type PredictOptions } from './predictNoise.js';
export { predictSqnr, type SignalMoments } from './theory.js';
export type { WeightedPoints } from './weightedPoints.js';
export { weightings, type Weighting } from './weightings.js';
