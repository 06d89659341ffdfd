import type { ObservableInput } from 'rxjs';
import { DataError } from '../lib/errors.js';
import type { Frame } from '../lib/frame.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { type AnyNetwork, compile, type Dialect, outputReaders, type SlidingOptions } from '../lib/network.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { through } from '../operators/through.js';
import type { LabelTrack } from './labelTrack.js';
import { modelRuns } from './modelRuns.js';
import { realOf } from './sensorClassifier.js';
import { type TruthReport, TruthSummary } from './truthSummary.js';

/** A recording, and what is known of it. */
export interface LabelledRecording {
  /** What reports call it. */
  readonly name: string;
  /** What tells it from others: a hash of its content. Defaults to the name. */
  readonly id?: string;
  /** The samples that the network takes (see `normalize`); read once. */
  readonly frames: ObservableInput<Frame>;
  /** One label for all of it, or the track that is filled while `frames` are read. */
  readonly label: string | LabelTrack;
}

/** Options of {@link judgeRecordings}. */
export interface JudgeRecordingsOptions extends SlidingOptions {
  /** How a network of codes rounds. Defaults to its own, or `tflm`. */
  readonly dialect?: Dialect;
  /** Name of the output to judge. Defaults to the first one that decides or scores something. */
  readonly output?: string;
  /** Ids of the recordings that the network was trained or calibrated on: they do not show how it does on others. None by default. */
  readonly seen?: readonly string[];
  /** Takes the count of samples that a frame had beyond the range of an input's codes. */
  readonly onClipped?: (samples: number) => void;
}

/** How a network does on recordings. */
export interface RecordingsReport extends TruthReport {
  /** Names of the recordings that the network was trained or calibrated on. */
  readonly seen: readonly string[];
  /** Windows in which the largest probability is exactly 1. */
  readonly saturated: number;
}

const OPTIONS: OptionKeys<JudgeRecordingsOptions> = {
  dialect: true,
  output: true,
  seen: true,
  onClipped: true,
  hop: true,
  inputs: true,
  atGap: true,
  missing: true,
};

/**
 * Runs a network of any arithmetic on recordings whose labels are known, and compares: share of right decisions, classes and how they are
 * mixed up, hits, misses and false alarms of detectors; of windows, and of recordings. Each recording begins with a new state. Windows with
 * more than one label, or none, are left out and counted.
 *
 * ```ts
 * const walk = { name: 'walk.csv', frames: csv('walk.csv'), label: 'walk' };
 * const { accuracy, confusion } = await judgeRecordings(network, [walk]);
 * ```
 *
 * @throws {RangeError} when the network decides nothing, or an option does not suit it
 * @throws {DataError} when no window can be judged
 */
export async function judgeRecordings(
  network: AnyNetwork,
  recordings: Iterable<LabelledRecording> | AsyncIterable<LabelledRecording>,
  options: JudgeRecordingsOptions = {},
): Promise<RecordingsReport> {
  const checked = checkOptions('judgeRecordings', options, OPTIONS);
  const { dialect, output, seen: known = [], onClipped, ...sliding } = checked;
  const readers = outputReaders(network);
  const summary = new TruthSummary(readers, output);
  const compared = readers.some(({ kind }) => kind === 'reconstruction');
  const compiled = compile(network, {
    ...(dialect && { dialect }),
    ...(compared && { taps: network.inputs.map(({ name }) => name) }),
  });
  const window = network.streaming?.window ?? timeOf(network.inputs);
  const hop = sliding.hop ?? network.streaming?.hop ?? window;
  const seen: string[] = [];
  let saturated = 0;
  for await (const { name, id = name, frames, label } of recordings) {
    summary.begin(name);
    if (known.includes(id)) seen.push(name);
    const runs = modelRuns({ compiled, ...sliding, ...(onClipped && { onClipped }) });
    for await (const { index, outputs, inputs = [] } of through(frames, runs)) {
      const truth = typeof label === 'string' ? { label } : label.of(index * hop, index * hop + window);
      const values = outputs.map((x, k) => realOf(x, compiled.outputs[k]));
      const given = inputs.map((x, k) => realOf(x, compiled.inputs[k]));
      const readings = readers.map((reader, k) => reader.read(values[k], given));
      summary.push(truth, readings, values.flat());
      if (readings.some(({ score }, k) => readers[k].kind === 'probabilities' && score === 1)) saturated++;
    }
  }
  const report = summary.report();
  if (report.windows === 0)
    throw nothingJudged(
      report,
      readers.flatMap(({ labels }) => labels),
    );
  return { ...report, seen, saturated };
}

function nothingJudged(report: TruthReport, labels: readonly string[]): DataError {
  const { straddling, unlabelled, unknown } = report;
  const others = Object.entries(unknown).map(([label, windows]) => `${windows} are labelled ${JSON.stringify(label)}`);
  return new DataError(
    'data-no-range',
    `judgeRecordings: at least one window must have a label of the network's (${labels.join(', ')}), or the number of one, from 0; got none: ` +
      [`${straddling} hold several labels`, `${unlabelled} hold none`, ...others].join(', '),
  );
}
