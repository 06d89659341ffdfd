export { csv, type CsvSource } from './csv.js';
export type { CsvChunks, CsvInput } from './csv/byteSource.js';
export type { CsvColumn, CsvDescription, CsvTime } from './csv/description.js';
export type { CsvOptions } from './csv/options.js';
export type { CsvReport } from './csv/report.js';
export * from './generators/index.js';
export { shippedCsv, shippedNetwork } from './shipped.js';
