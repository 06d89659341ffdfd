import { csv, type CsvOptions, type CsvReport } from '../datasets/index.js';
import { DataError } from '../lib/errors.js';
import type { Frame, StreamInfo } from '../lib/frame.js';
import type { Range } from '../lib/range.js';
import { minMax } from '../lib/ranges/index.js';
import { type Histogram, type SensorFigures, sensorMeter, sketch } from '../lib/statistics/index.js';
import { withProgress } from './progress.js';

/** What a first pass over a file finds out. */
export interface FirstPass {
  readonly range: Range;
  readonly info: StreamInfo;
  readonly report: CsvReport;
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
export async function firstPass(file: string, options: CsvOptions): Promise<FirstPass> {
  let report: CsvReport | undefined;
  let info: StreamInfo | undefined;
  const tracker = minMax({ nonFinite: 'skip' });
  const counts = sketch({ nonFinite: 'skip' });
  const sensors = sensorMeter();
  for await (const f of withProgress(csv(file, { ...options, onReport: r => (report = r) }), 'range')) {
    info = f.info;
    tracker.push(f);
    counts.push(f);
    sensors.push(f);
  }
  if (!info || !report)
    throw new DataError('data-no-range', `${file}: must hold at least one row of numbers, got none`);
  return {
    range: tracker.value(),
    histograms: counts.value(),
    info,
    report,
    nonFinite: tracker.skipped,
    sensors: () => sensors.value(),
  };
}

/** One more pass over the same file. */
export function nextPass(file: string, options: CsvOptions, label: string): AsyncIterable<Frame> {
  return withProgress(csv(file, options), label);
}
