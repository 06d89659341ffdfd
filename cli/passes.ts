import type { CsvReport, SourceProgress, SourceReport } from '../datasets/index.js';
import { openSource, type OpenSourceOptions } from '../datasets/openSource.js';
import type { Summary } from '../lib/accumulator.js';
import { DataError, FormatError } from '../lib/errors.js';
import type { Frame, StreamInfo } from '../lib/frame.js';
import type { Range } from '../lib/range.js';
import { minMax } from '../lib/ranges/minMax.js';
import { withProgress } from './progress.js';

/** What a first pass over a file finds out. */
export interface FirstPass {
  readonly range: Range;
  readonly info: StreamInfo;
  readonly report: CsvReport | SourceReport;
  /** NaN and infinite samples, left out of the range. */
  readonly nonFinite: number;
}

/** Takes the frames of a first pass too: what a command needs beside the range. */
type Watcher = Pick<Summary<Frame, unknown>, 'push'>;

/**
 * Reads a file once, in constant memory, for its range and its report. Each of `watchers` takes every frame.
 *
 * @throws {DataError} when it holds no sample
 */
export async function firstPass(
  file: string,
  options: OpenSourceOptions,
  ...watchers: readonly Watcher[]
): Promise<FirstPass> {
  let report: SourceReport | undefined;
  let info: StreamInfo | undefined;
  const tracker = minMax({ nonFinite: 'skip' });
  for await (const f of pass(file, { ...options, onReport: (r: SourceReport) => (report = r) }, 'range')) {
    info = f.info;
    tracker.push(f);
    for (const watcher of watchers) watcher.push(f);
  }
  if (!info || !report) throw new DataError('data-no-range', `${file}: must hold at least one sample, got none`);
  return { range: tracker.value(), info, report, nonFinite: tracker.skipped };
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
