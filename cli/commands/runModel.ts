import { pipe, tap } from 'rxjs';
import { access, readFile } from 'node:fs/promises';
import {
  openSource,
  type OpenSourceOptions,
  type SourceReport,
  type Model,
  recordFile,
  records,
} from '../../datasets/index.js';
import { requireFolder, writeFiles } from '../../datasets/writeFiles.js';
import { FormatError, OptionRangeError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import {
  type AnyNetwork,
  compile,
  type Compiled,
  type InputChannels,
  normalizationFor,
  type OutputReader,
  outputReaders,
  type State,
  type TensorInfo,
} from '../../lib/network.js';
import { allocate, elementsOf } from '../../lib/graph/tensor.js';
import { timeOf } from '../../lib/graph/timeLayout.js';
import { joined } from '../../lib/inference/outputReaders.js';
import type { AtGap } from '../../lib/inference/windowStage.js';
import { normalize } from '../../operators/normalize.js';
import { resample } from '../../operators/resample.js';
import { through } from '../../operators/through.js';
import { type ModelRun, modelRuns } from '../../pipelines/index.js';
import { realOf } from '../../pipelines/sensorClassifier.js';
import { described, type DescriptionFlags } from '../description.js';
import { behindFrontEnd, type FeatureCounts, featuresOf } from '../frontEnd.js';
import { normalizationText } from '../normalizationText.js';
import { kindsText, saturationWarnings } from '../outputsText.js';
import { DIALECTS } from '../modelOptions.js';
import { terminalText } from '../terminalText.js';
import type { SampleName } from '../../datasets/bytes/sampleType.js';
import type { Output } from '../output.js';
import { counted, withProgress } from '../progress.js';
import { reportText } from '../reportText.js';
import { short } from '../table.js';

/** How to run a model on data. */
export interface RunModelSettings extends DescriptionFlags {
  /** Samples from window to window. Defaults to the window. */
  readonly hop?: number | undefined;
  /** Name of a dialect. Defaults to the model's own, or `tflm`. */
  readonly dialect?: string | undefined;
  /** Samples a second to bring the data to first. By default they stay as they are. */
  readonly resample?: number | undefined;
  /** Channels of the data that the inputs of the model read. Defaults to all, one input behind the other. */
  readonly inputs?: InputChannels | undefined;
  /** From the unit of the data to the network's, for all channels or one per channel. Defaults to what their units say, or 1. */
  readonly gain?: readonly number[] | undefined;
  /** File of the state to begin with. */
  readonly state?: string | undefined;
  /** File that takes the state in the end. */
  readonly saveState?: string | undefined;
  /** Name of the audio front end before the model. */
  readonly frontEnd?: string | undefined;
  /** What a gap in the data does to the state. Defaults to `keep`. */
  readonly atGap?: AtGap | undefined;
  /** Whether the data are records of raw values, and not a stream of samples. */
  readonly raw?: boolean | undefined;
  /** How the numbers of records are stored. Defaults to what the file says, else as the model takes them. */
  readonly type?: SampleName | undefined;
  /** The most windows to run. */
  readonly limit?: number | undefined;
}

/** What records consist of, for the echo of settings. */
export async function recordSettings(
  data: string,
  inputs: readonly TensorInfo[],
  { type }: Pick<RunModelSettings, 'type'>,
): Promise<Record<string, unknown>> {
  const file = await recordFile(data, inputs, type ? { type } : {});
  const from = { option: 'as stated', file: 'as the file says', model: 'as the model takes it' }[file.typeFrom];
  return {
    type: `${file.type} (${from})`,
    records: `${file.count} of ${file.bytes} bytes`,
    rest: `${file.rest} bytes`,
  };
}

/** Runs a model as it is on a CSV file, window by window, or on raw records; shows what each run gives. */
export async function runModel(
  model: Model,
  data: string,
  options: OpenSourceOptions,
  settings: RunModelSettings,
  out: Output,
): Promise<void> {
  const { frontEnd } = settings;
  const given = frontEnd === undefined ? model.network : behindFrontEnd(model.network, frontEnd);
  const network = described(given, settings);
  const readers = outputReaders(network);
  const compiled = compiledOf(network, settings, readers);
  const state = compiled.newState();
  if (settings.state !== undefined) await restoreState(state, settings.state);
  await refuseState(settings);
  const { limit = Infinity } = settings;
  const shown = showRuns(compiled, readers, out);
  const counts = newCounts();
  out.section('outputs', kindsText(readers));
  const source = settings.raw
    ? recordRuns(compiled, state, data, settings)
    : windowRuns(compiled, state, data, options, settings, counts, out);
  if (limit > 0) {
    for await (const run of source) {
      shown.push(run);
      if (shown.windows >= limit) break;
    }
  }
  shown.end();
  const carries = state.names.length > 0;
  out.section(
    'read',
    settings.raw ? `${shown.windows} records` : countsText(counts, shown.windows, carries && settings),
  );
  out.result('totals', { windows: shown.windows, ...(!settings.raw && totals(counts, carries && settings)) });
  const warnings = [
    ...saturationWarnings(shown.saturated(), shown.windows),
    ...(settings.raw ? [] : inputWarnings(compiled, counts, shown.windows)),
    ...(settings.raw || !carries ? [] : overlapWarnings(compiled, settings)),
  ];
  out.result('warnings', warnings);
  if (warnings.length > 0) out.section('warning', warnings.join('\n'));
  if (settings.saveState !== undefined) {
    const content = `${JSON.stringify(state.save())}\n`;
    await writeFiles('run', [{ path: settings.saveState, content }], { replace: true });
    out.line(`state of ${state.names.length} tensors saved as ${settings.saveState}`);
  }
}

/** The network, ready to run; with what goes in where an output is compared with it. */
function compiledOf(network: AnyNetwork, { dialect }: RunModelSettings, readers: readonly OutputReader[]): Compiled {
  if (network.arithmetic === 'float32' && dialect !== undefined) {
    throw new OptionRangeError(`run: dialect is for networks of codes, ${network.name} computes on real numbers`);
  }
  const compared = readers.some(({ kind }) => kind === 'reconstruction');
  return compile(network, {
    ...(dialect && { dialect: DIALECTS[dialect] }),
    ...(compared && { taps: network.inputs.map(({ name }) => name) }),
  });
}

/** From this share of samples beyond the input's codes on, the data are probably in another unit. */
const MUCH_CLIPPED = 0.25;

function inputWarnings({ inputs }: Compiled, { clipped }: Counts, windows: number): string[] {
  const samples = windows * inputs.reduce((sum, { shape, params }) => sum + (params ? elementsOf(shape) : 0), 0);
  if (samples === 0 || clipped < MUCH_CLIPPED * samples) return [];
  return [
    `${clipped} of about ${samples} samples are beyond the range of the input's codes: are the data in the unit that the model was trained on? ` +
      '(--gain, --mean, --std)',
  ];
}

/** A network that remembers wants every sample once. */
function overlapWarnings({ network: { inputs, streaming } }: Compiled, { hop }: RunModelSettings): string[] {
  const time = timeOf(inputs);
  if (streaming || hop === undefined || hop >= time) return [];
  return [
    `the model carries a state from run to run and takes ${time} samples at a time, but windows are ${hop} apart: samples enter up to ` +
      `${Math.ceil(time / hop)} times; models that remember are meant for --hop ${time}`,
  ];
}

async function restoreState(state: State, path: string): Promise<void> {
  let saved: unknown;
  try {
    saved = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new FormatError('format-state', `run: ${path}: must be a saved state in JSON`, { cause });
  }
  state.restore(saved);
}

/** Throws when the saved state would take the place of some other file. */
async function refuseState({ state, saveState }: RunModelSettings): Promise<void> {
  if (saveState === undefined) return;
  await requireFolder('run', saveState);
  if (saveState === state) return;
  const exists = await access(saveState).then(
    () => true,
    () => false,
  );
  if (exists) throw new OptionRangeError(`run: ${saveState} exists; remove it, or give it as --state too`);
}

interface Counts {
  report: SourceReport | undefined;
  /** Samples that no window held. */
  unused: number;
  clipped: number;
  /** Of the audio front end, where there is one. */
  heard?: FeatureCounts;
  /** Gaps in the stream of windows. */
  gaps: number;
}

function newCounts(): Counts {
  return { report: undefined, unused: 0, clipped: 0, gaps: 0 };
}

/** Runs on the windows of a CSV file. */
async function* windowRuns(
  compiled: Compiled,
  state: State,
  data: string,
  options: OpenSourceOptions,
  { hop, gain, mean, std, resample: rate, inputs, atGap, frontEnd }: RunModelSettings,
  counts: Counts,
  out: Output,
): AsyncGenerator<ModelRun, void, undefined> {
  const { streaming, inputs: given } = compiled.network;
  const time = streaming?.window ?? timeOf(given);
  const step = hop ?? streaming?.hop ?? time;
  const runs = modelRuns({
    compiled,
    state,
    ...(hop !== undefined && { hop }),
    ...(inputs && { inputs }),
    ...(atGap && { atGap }),
    onClipped: samples => (counts.clipped += samples),
  });
  const source = await openSource(data, {
    ...options,
    onReport: (report: SourceReport) => (counts.report = report),
  });
  let resampled = 0;
  const read = withProgress(source, 'run');
  const atRate =
    rate === undefined
      ? undefined
      : pipe(
          resample({ rate }),
          tap((f: Frame) => (resampled += f.length)),
        );
  const samples: AsyncIterable<Frame> = atRate ? through(read, atRate) : read;
  const heard: FeatureCounts = { features: 0, beyond: 0, clipped: 0, unused: 0 };
  let frames = samples;
  let operator = runs;
  if (frontEnd === undefined) {
    const { info } = await source.probe();
    const known = normalizationFor(compiled.network, info, {
      ...(gain && { gain }),
      ...(mean && { mean }),
      ...(std && { std }),
    });
    out.section('samples', normalizationText(known, info, compiled.network.unit));
    out.result('normalization', known);
    operator = pipe(normalize(known.options), runs);
  } else {
    frames = featuresOf(samples, frontEnd, compiled.network, heard);
  }
  let [used, end] = [0, -Infinity];
  try {
    for await (const run of through(frames, operator)) {
      const begin = run.index * step;
      if (begin > end && end > -Infinity && step <= time) counts.gaps++;
      used += begin + time - Math.max(begin, end);
      end = begin + time;
      yield run;
    }
  } finally {
    const all = rate === undefined ? (counts.report?.samples ?? used) : resampled;
    counts.unused = (frontEnd === undefined ? all : heard.features) - used;
    if (frontEnd !== undefined) counts.heard = heard;
  }
}

/** Runs on records of raw values. */
async function* recordRuns(
  compiled: Compiled,
  state: State,
  data: string,
  { hop, gain, mean, std, resample: rate, inputs: chosen, atGap, type }: RunModelSettings,
): AsyncGenerator<ModelRun, void, undefined> {
  if ([hop, gain, mean, std, rate, chosen, atGap].some(given => given !== undefined)) {
    throw new OptionRangeError(
      'run: hop, gain, mean, std, resample, inputs and at-gap are for sensor files, records hold whole inputs in the type of the network',
    );
  }
  const shown = compiled.inputs.every(({ name }) => compiled.plan.taps.includes(name));
  let index = 0;
  const values = compiled.inputs.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  for await (const inputs of counted(
    records(data, compiled.inputs, type ? { type } : {}),
    'run',
    'values',
    () => values,
  )) {
    const outputs = compiled.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
    compiled.run(state, inputs, outputs);
    yield { index: index++, outputs, ...(shown && { inputs }) };
  }
}

/** How many numbers of a run are shown as text. */
const SHOWN = 8;

function showRuns({ outputs, inputs }: Compiled, readers: readonly OutputReader[], out: Output) {
  const coded = outputs.some(({ params }) => params);
  const rows: unknown[] = [];
  const saturated = readers.map(() => 0);
  let windows = 0;
  return {
    get windows() {
      return windows;
    },
    /** Windows in which the largest probability is 1; of codes, which end below 1, nothing is known. */
    saturated: () => readers.map(({ name, kind }, k) => ({ name, kind, saturated: saturated[k] })),
    push({ index, time, outputs: values, inputs: taken = [] }: ModelRun): void {
      if (windows++ === 0) out.line(`\noutputs: ${outputs.map(({ name }) => terminalText(name)).join(', ')}`);
      const decoded = values.map((x, k) => realOf(x, outputs[k]));
      const given = taken.map((x, k) => realOf(x, inputs[k]));
      const readings = readers.map((reader, k) => reader.read(decoded[k], given));
      readings.forEach(({ score }, k) => {
        if (readers[k].kind === 'probabilities' && score === 1) saturated[k]++;
      });
      const said = joined(readings);
      if (out.json) {
        const codes = coded && { codes: values.map((x, k) => (outputs[k].params ? Array.from(x) : null)) };
        rows.push({ index, time, ...said, ...(readers.length > 1 && { readings }), outputs: decoded, ...codes });
        return;
      }
      const at = time === undefined ? `window ${index}` : `${time.toFixed(2)} s`;
      const label = said.label === undefined ? '' : `${terminalText(said.label).padEnd(12)} `;
      const score = said.score === undefined ? '' : `${said.score.toFixed(3)}  `;
      out.line(`${at.padEnd(12)}  ${label}${score}${decoded.map(valuesText).join(' | ')}`);
    },
    end: () => out.result('windows', rows),
  };
}

function valuesText(values: readonly number[]): string {
  const text = values.slice(0, SHOWN).map(x => short(x, 4));
  return text.join(' ') + (values.length > SHOWN ? ` ... (${values.length})` : '');
}

/** What became of the state at gaps, where there is one. */
type Carried = RunModelSettings | false;

function totals({ report, unused, clipped, gaps, heard }: Counts, carried: Carried) {
  const state = carried && { gaps, atGap: carried.atGap ?? 'keep' };
  const samples = report?.samples ?? 0;
  return { samples, unused, clipped, skipped: report?.skipped, ...(heard && { heard }), ...state };
}

function countsText({ report, unused, clipped, gaps, heard }: Counts, windows: number, carried: Carried): string {
  const what = heard ? 'features' : 'samples';
  return [
    ...(heard
      ? [`${heard.features} features; samples in none: ${heard.unused}; samples beyond int16: ${heard.clipped}`]
      : []),
    `${windows} windows; ${what} in no window: ${unused}; ${what} beyond the input's range: ${heard?.beyond ?? clipped}`,
    ...(carried
      ? [
          `gaps between windows: ${gaps}, at which the state was ${carried.atGap === 'reset' ? 'reset' : 'kept'} (--at-gap)`,
        ]
      : []),
    ...(report ? [reportText(report, 0)] : []),
  ].join('\n');
}
