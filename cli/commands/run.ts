import { type OpenSourceOptions, readModel, type ReadModelOptions, shippedNetwork } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import type { StreamInfo } from '../../lib/frame.js';
import {
  fitsRate,
  type FloatNetwork,
  type IntegerNetwork,
  normalizationFor,
  type OutputReader,
  outputReaders,
  summary,
} from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { elementsOf } from '../../lib/graph/tensor.js';
import { timeLayout } from '../../lib/graph/timeLayout.js';
import { from, pipe } from 'rxjs';
import type { NormalizeOptions } from '../../lib/equalizers/index.js';
import { firstLayerRatio } from '../../lib/inference/firstLayerRatio.js';
import { normalize } from '../../operators/normalize.js';
import { through } from '../../operators/through.js';
import {
  type Abstention,
  DecisionSummary,
  networkQuantization,
  sensorClassifier,
  type Segment,
} from '../../pipelines/index.js';
import { DIALECTS } from '../modelOptions.js';
import { described, type DescriptionFlags } from '../description.js';
import { normalizationText } from '../normalizationText.js';
import { kindsText, outputsText, saturationWarnings } from '../outputsText.js';
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
  /** From the unit of the data to the network's, where both do not say. */
  readonly gain?: readonly number[] | undefined;
}

/** A network to run, and what to say about it. */
interface Chosen {
  readonly network: FloatNetwork;
  readonly note: string;
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
  const chosen = await choose(settings, first, out);
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
  for await (const decision of through(
    nextPass(file, options, first, 'run'),
    pipe(normalize(known.options), sensorClassifier({ network, reference, hop, dialect })),
  )) {
    show(decided.push(decision));
  }
  show(decided.close());

  const { windows, agreeing, sqnrWithOffset, outputs, abstained } = decided;
  const idle = Object.values(abstained).reduce((sum, n) => sum + n, 0);
  const bytes = bytesPerSecond(info, entriesOf(reference), hop);
  const warnings = [
    ...saturationWarnings(outputs, windows),
    ...(idle > 0 ? [abstentionText(abstained, idle, windows + idle)] : []),
    ...scaleWarnings(network),
  ];
  out.result('network', { name: reference.name, note, window, hop, float, integer });
  out.result('normalization', known);
  out.result('decisions', segments);
  out.result('agreement', { windows, ...(readers.some(decides) && { agreeing }), sqnrWithOffset, abstained });
  out.result('outputs', outputs);
  out.result('warnings', warnings);
  out.result('bytesPerSecond', bytes);
  out.section(
    'integer against float',
    `${outputsText(outputs, windows)}\noutput SQNR ${db(sqnrWithOffset)} dB with offset, ${windows} windows`,
  );
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

/** Beyond these the first layer's products and its biases do not go together; trained networks have about 3 to 700. */
const [TOO_SMALL, TOO_LARGE] = [0.3, 10_000];

function scaleWarnings(network: IntegerNetwork): string[] {
  const ratio = firstLayerRatio(network);
  if (ratio === undefined || (ratio >= TOO_SMALL && ratio <= TOO_LARGE)) return [];
  const what = ratio < TOO_SMALL ? 'so small that the biases alone decide' : 'so large that the biases say nothing';
  return [
    `the inputs are ${what} in the first layer (products ${short(ratio, 3)} times the biases): are they in the unit that the model was trained ` +
      `on? (--gain, --mean, --std)`,
  ];
}

/** The network of a file or the shipped one; undefined, with a line that says why, where that does not fit. */
async function choose(
  { network: path, model }: RunSettings,
  { info, report }: FirstPass,
  out: Output,
): Promise<Chosen | undefined> {
  if (path !== undefined) return { network: await floatNetwork(path, model), note: path };
  const shipped = await floatNetwork(shippedNetwork());
  const [samples, channels] = shipped.inputs[0].shape;
  const needs = { channels, unit: shipped.unit, sampleRate: shipped.sampleRate, samples };
  const unit = info.units.every(u => u === info.units[0]) ? info.units[0] : info.units.join(', ');
  const has = { channels: info.names.length, unit, sampleRate: info.sampleRate, samples: report.samples };
  const differs = {
    channels: has.channels !== channels,
    unit: unit !== shipped.unit,
    sampleRate: has.sampleRate === undefined || !fitsRate(shipped, has.sampleRate),
    samples: has.samples < samples,
  };
  if (!Object.values(differs).includes(true)) return { network: shipped, note: 'shipped' };
  out.result('notRun', { network: shipped.name, needs, has, differs });
  const rate = has.sampleRate === undefined ? 'an unknown rate' : `${short(has.sampleRate)} Hz`;
  out.section(
    'no decisions',
    `the shipped network takes ${channels} channels in ${shipped.unit} at ${shipped.sampleRate} Hz, ${samples} samples or more; the file has ` +
      `${has.channels} in ${unit ? terminalText(unit) : 'no unit'} at ${rate}, ${has.samples} samples (--network FILE)`,
  );
  return undefined;
}

async function floatNetwork(path: string, options?: ReadModelOptions): Promise<FloatNetwork> {
  const { network } = await readModel(path, options);
  if (network.arithmetic === 'float32') return network;
  throw new FormatError('format-network', `${path}: must be a float network to be calibrated, got an integer one`);
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
