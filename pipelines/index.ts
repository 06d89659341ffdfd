export { DecisionSummary, type DetectorReport, type OutputReport, type Segment } from './decisionSummary.js';
export {
  judgeRecordings,
  type JudgeRecordingsOptions,
  type LabelledRecording,
  type RecordingsReport,
} from './judgeRecordings.js';
export { LabelTrack, type WindowTruth } from './labelTrack.js';
export { modelRuns, type ModelRun, type ModelRunsOptions } from './modelRuns.js';
export { networkQuantization, type NetworkQuantizationOptions } from './networkQuantization.js';
export { sensorClassifier, type Abstention, type Decision, type SensorClassifierOptions } from './sensorClassifier.js';
export { sharedEncoding, type SharedEncodingReport } from './sharedEncoding.js';
export { sqnrTable, type SqnrRow, type Trial } from './sqnrTable.js';
export type { RocArea } from './scoreCounts.js';
export {
  TruthSummary,
  type ClassTruth,
  type DetectorTruth,
  type PieceTruth,
  type TruthReport,
} from './truthSummary.js';
