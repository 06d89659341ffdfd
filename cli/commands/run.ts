import { basename } from 'node:path';
import { type OpenSourceOptions, type ReadModelOptions } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import type { StreamInfo } from '../../lib/frame.js';
import { type FloatNetwork, normalizationFor, type OutputReader, outputReaders, summary } from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { elementsOf } from '../../lib/graph/tensor.js';
import { timeLayout } from '../../lib/graph/timeLayout.js';
import { from, pipe } from 'rxjs';
import type { NormalizeOptions } from '../../lib/equalizers/index.js';
import { normalize } from '../../operators/normalize.js';
import { through } from '../../operators/through.js';
import {
  type Abstention,
  DecisionSummary,
  networkQuantization,
  sensorClassifier,
  type Segment,
  LabelTrack,
  TruthSummary,
} from '../../pipelines/index.js';
import { chooseNetwork } from '../chooseNetwork.js';
import { DIALECTS } from '../modelOptions.js';
import { described, type DescriptionFlags } from '../description.js';
import { normalizationText } from '../normalizationText.js';
import { kindsText, outputsText, saturationWarnings } from '../outputsText.js';
import { scaleWarnings } from '../runWarnings.js';
import { truthSections, truthWarnings } from '../truthText.js';
import type { TruthFlag } from '../truthFiles.js';
import { terminalText } from '../terminalText.js';
import type { Output } from '../output.js';
import { type FirstPass, nextPass } from '../passes.js';
import { db, short, table } from '../table.js';

/** How to run a network on a file. */
export interface RunSettings extends DescriptionFlags {
  /** Path of a float network, any model file; by default the shipped one, where it fits the file. */
  readonly network?: string | undefined;
  /** How its file is read. */
  readonly model?: ReadModelOptions | undefined;
  /** Samples from window to window. Defaults to half the window. */
  readonly hop?: number | undefined;
  /** Name of a dialect. Defaults to `tflm`. */
  readonly dialect?: string | undefined;
  /** Where the labels of the file stand: a column. */
  readonly truth?: TruthFlag | undefined;
  /** From the unit of the data to the network's, where both do not say. */
  readonly gain?: readonly number[] | undefined;
}

/** Quantizes a network, calibrated on the file, and runs it in integers on the same file; says why where the shipped one does not fit. */
export async function runFile(
  file: string,
  options: OpenSourceOptions,
  first: FirstPass,
  settings: RunSettings,
  out: Output,
): Promise<void> {
  const { info, report } = first;
  const chosen = await chooseNetwork(settings, first, out);
  if (!chosen) return;
  const { note } = chosen;
  const reference = described(chosen.network, settings);
  const known = normalizationFor(reference, info, given(settings));
  const window = timeLayout(reference.inputs[0]).time;
  const dialect = DIALECTS[settings.dialect ?? 'tflm'];
  const hop = settings.hop ?? Math.max(1, Math.floor(window / 2));
  if (report.samples < window) {
    throw new FormatError(
      'format-csv',
      `${file}: network ${reference.name} needs ${window} samples, the file has ${report.samples}`,
    );
  }
  const calibration = from(nextPass(file, options, first, 'calibrate')).pipe(normalize(known.options));
  const network = await networkQuantization(reference, calibration, { hop });
  const readers = outputReaders(network);
  const [float, integer] = [summary(reference), summary(network)];
  out.section(
    `network ${terminalText(reference.name)} (${note})`,
    [
      `${float.parameters} parameters, ${float.macs} MAC a window; ${float.bytes} bytes in float32, ${integer.bytes} in integers`,
      `windows of ${window} samples every ${hop}, calibrated on the whole file, int8 activations and weights, dialect ${dialect.name}`,
      normalizationText(known, info, reference.unit),
      kindsText(readers),
    ].join('\n'),
  );

  if (readers.some(decides)) out.line('\ndecisions');
  const decided = new DecisionSummary(readers);
  const segments: Segment[] = [];
  const show = (segment: Segment | undefined) => {
    if (!segment) return;
    segments.push(segment);
    out.line(segmentText(segment));
  };
  const judges = settings.truth && { integer: new TruthSummary(readers), float: new TruthSummary(readers) };
  judges?.integer.begin(file);
  judges?.float.begin(file);
  const track = new LabelTrack();
  const labelled = judges ? { ...options, onLabel: track.push.bind(track) } : options;
  for await (const decision of through(
    nextPass(file, labelled, first, 'run'),
    pipe(normalize(known.options), sensorClassifier({ network, reference, hop, dialect })),
  )) {
    show(decided.push(decision));
    if (!judges) continue;
    const { index, abstained, readings, references, outputs, reference: real } = decision;
    const truth = track.of(index * hop, index * hop + window);
    judges.integer.push(truth, abstained ? readings.map(() => ({})) : readings, outputs);
    judges.float.push(truth, abstained ? references.map(() => ({})) : references, real);
  }
  show(decided.close());

  const { windows, agreeing, sqnrWithOffset, outputs, abstained } = decided;
  const idle = Object.values(abstained).reduce((sum, n) => sum + n, 0);
  const bytes = bytesPerSecond(info, entriesOf(reference), hop);
  const judged = judges && { integer: judges.integer.report(), float: judges.float.report() };
  const warnings = [
    ...saturationWarnings(outputs, windows),
    ...(idle > 0 ? [abstentionText(abstained, idle, windows + idle)] : []),
    ...scaleWarnings(network),
    ...(judged ? truthWarnings(judged.integer, [basename(file)], 1) : []),
  ];
  out.result('network', { name: reference.name, note, window, hop, float, integer });
  out.result('normalization', known);
  out.result('decisions', segments);
  out.result('agreement', { windows, ...(readers.some(decides) && { agreeing }), sqnrWithOffset, abstained });
  out.result('outputs', outputs);
  if (judged) out.result('truth', { ...judged, seen: [basename(file)] });
  out.result('warnings', warnings);
  out.result('bytesPerSecond', bytes);
  out.section(
    'integer against float',
    `${outputsText(outputs, windows)}\noutput SQNR ${db(sqnrWithOffset)} dB with offset, ${windows} windows`,
  );
  if (judged) {
    for (const [title, text] of truthSections(judged.integer)) out.section(`${title}, in integers`, text);
    out.section('decisions against the truth, in float', truthSections(judged.float)[0][1]);
  }
  if (warnings.length > 0) out.section('warning', warnings.join('\n'));
  const unit = info.sampleRate === undefined ? 'bytes a sample' : 'bytes a second';
  out.section(
    unit,
    table(
      ['stream', unit],
      [
        ['sensor, float32', short(bytes.float32)],
        ['sensor, int8 codes', short(bytes.int8)],
        ['network output, int8 codes', short(bytes.output)],
      ],
    ),
  );
}

/** How many windows were not decided, and why. */
function abstentionText(counts: Readonly<Record<Abstention, number>>, idle: number, windows: number): string {
  const kinds = Object.entries(counts).filter(([, n]) => n > 0);
  return (
    `nothing is decided for ${idle} of ${windows} windows: more than half of their samples are ` +
    kinds.map(([kind, n]) => `${kind} (${n})`).join(', ')
  );
}

/** What was given of the way to what the network takes. */
function given({ gain, mean, std }: RunSettings): NormalizeOptions {
  return { ...(gain && { gain }), ...(mean && { mean }), ...(std && { std }) };
}

function decides({ kind, thresholds }: OutputReader): boolean {
  return kind === 'probabilities' || kind === 'logits' || thresholds.length > 0;
}

function segmentText({ from, to, time, label, windows, score }: Segment): string {
  const span = time ? `${time.from.toFixed(2)} .. ${time.to.toFixed(2)} s` : `window ${from} .. ${to}`;
  return `${span.padEnd(22)} ${terminalText(label).padEnd(12)} ${windows} windows, mean score ${score.toFixed(3)}`;
}

/** Bytes a second of the raw stream, its codes and the network's output; per sample where the rate is unknown. */
function bytesPerSecond({ sampleRate = 1, names }: StreamInfo, outputs: number, hop: number) {
  const values = sampleRate * names.length;
  return { float32: 4 * values, int8: values, output: (outputs * sampleRate) / hop };
}

/** Entries of all outputs. */
function entriesOf(network: FloatNetwork): number {
  const shapes = checkNetwork(network);
  return network.outputs.reduce((sum, name) => sum + elementsOf(shapes.get(name) ?? []), 0);
}
