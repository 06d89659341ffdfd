export { csv, type CsvSource } from './csv.js';
export type { CsvChunks, CsvInput } from './csv/byteSource.js';
export type { CsvColumn, CsvDescription, CsvTime } from './csv/description.js';
export type { CsvOptions } from './csv/options.js';
export type { CsvCellReport, CsvReport } from './csv/report.js';
export { edf } from './edf.js';
export { edgeImpulse } from './edgeImpulse.js';
export * from './generators/index.js';
export { ndjson, type NdjsonOptions } from './ndjson.js';
export { npy, type NpyOptions } from './npy.js';
export { openSource, type OpenSourceOptions } from './openSource.js';
export { raw, type RawOptions } from './raw.js';
export { READERS, type SourceFormat, type SourceReader } from './readers.js';
export type { RowSourceOptions } from './rows/rowFrames.js';
export type {
  SignalSource,
  SourceColumn,
  SourceCounts,
  SourceDescription,
  SourceOptions,
  SourceProgress,
  SourceReport,
  UnreadPart,
} from './source.js';
export { sourceFormat } from './sourceFormat.js';
export { uff58 } from './uff58.js';
export { wav, type WavOptions } from './wav.js';
export { shippedCsv, shippedNetwork } from './shipped.js';
export { modelFormat, type ModelFormat } from './model/modelFormat.js';
export { readModel, type Model, type ReadModelOptions } from './readModel.js';
export { readModelFacts, type FileFacts } from './readModelFacts.js';
export { recordFile, type RecordFile } from './records/recordFile.js';
export { records } from './records.js';
export { type RecordsOptions } from './records/recordType.js';
