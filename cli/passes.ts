import type { CsvReport, OpenSourceOptions, SourceProgress, SourceReport } from '../datasets/index.js';
import { openSource } from '../datasets/openSource.js';
import { DataError, FormatError } from '../lib/errors.js';
import type { Frame, StreamInfo } from '../lib/frame.js';
import type { Range } from '../lib/range.js';
import { minMax } from '../lib/ranges/minMax.js';
import type { Histogram, SensorFigures } from '../lib/statistics/index.js';
import { sensorMeter } from '../lib/statistics/sensorMeter.js';
import { sketch } from '../lib/statistics/sketch.js';
import { withProgress } from './progress.js';

/** What a first pass over a file finds out. */
export interface FirstPass {
  readonly range: Range;
  readonly info: StreamInfo;
  readonly report: CsvReport | SourceReport;
  /** Histograms of the channels, without NaN and infinities. */
  readonly histograms: readonly Histogram[];
  /** NaN and infinite samples, left out of the range. */
  readonly nonFinite: number;
  /** What the sensor of each channel is. */
  readonly sensors: () => readonly SensorFigures[];
}

/**
 * Reads a file once, in constant memory, for its range and its report.
 *
 * @throws {DataError} when it holds no sample
 */
export async function firstPass(file: string, options: OpenSourceOptions): Promise<FirstPass> {
  let report: SourceReport | undefined;
  let info: StreamInfo | undefined;
  const tracker = minMax({ nonFinite: 'skip' });
  const counts = sketch({ nonFinite: 'skip' });
  const sensors = sensorMeter();
  for await (const f of pass(file, { ...options, onReport: (r: SourceReport) => (report = r) }, 'range')) {
    info = f.info;
    tracker.push(f);
    counts.push(f);
    sensors.push(f);
  }
  if (!info || !report) throw new DataError('data-no-range', `${file}: must hold at least one sample, got none`);
  return {
    range: tracker.value(),
    histograms: counts.value(),
    info,
    report,
    nonFinite: tracker.skipped,
    sensors: () => sensors.value(),
  };
}

/**
 * One more pass over the same file.
 *
 * @throws {FormatError} (the reading) when the file has grown or shrunk since the first one
 */
export async function* nextPass(
  file: string,
  options: OpenSourceOptions,
  { report: before }: Pick<FirstPass, 'report'>,
  label: string,
): AsyncGenerator<Frame, void, undefined> {
  let report: SourceReport | undefined;
  yield* pass(file, { ...options, onReport: (r: SourceReport) => (report = r) }, label);
  if (report === undefined || report.bytes === before.bytes) return;
  throw new FormatError(
    'format-csv',
    `${file}: the file changed while it was read: ${before.bytes} bytes at first, ${report.bytes} later; ` +
      'copy a file that is being written, or pipe it in',
  );
}

async function* pass(file: string, options: OpenSourceOptions, label: string): AsyncGenerator<Frame, void, undefined> {
  let share: number | undefined;
  const source = await openSource(file, {
    ...options,
    onProgress({ bytes, size }: SourceProgress) {
      share = size ? bytes / size : undefined;
    },
  });
  yield* withProgress(source, label, () => share);
}
