import { access, readFile } from 'node:fs/promises';
import { openSource, type OpenSourceOptions, type SourceReport, type Model, records } from '../../datasets/index.js';
import { requireFolder, writeFiles } from '../../datasets/writeFiles.js';
import { FormatError, OptionRangeError } from '../../lib/errors.js';
import {
  compile,
  type Compiled,
  type InputChannels,
  type State,
  type TensorInfo,
  type Values,
} from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { allocate, elementsOf } from '../../lib/graph/tensor.js';
import { timeOf } from '../../lib/graph/timeLayout.js';
import { through } from '../../operators/through.js';
import { type ModelRun, modelRuns } from '../../pipelines/index.js';
import { DIALECTS } from '../modelOptions.js';
import { terminalText } from '../terminalText.js';
import type { Output } from '../output.js';
import { counted, withProgress } from '../progress.js';
import { reportText } from '../reportText.js';
import { short } from '../table.js';

/** How to run a model on data. */
export interface RunModelSettings {
  /** Samples from window to window. Defaults to the window. */
  readonly hop?: number | undefined;
  /** Name of a dialect. Defaults to the model's own, or `tflm`. */
  readonly dialect?: string | undefined;
  /** Channels of the data that the inputs of the model read. Defaults to all, one input behind the other. */
  readonly inputs?: InputChannels | undefined;
  /** Factor from the unit of the data to that of the network. Defaults to 1. */
  readonly gain?: number | undefined;
  /** Names of the outputs' entries; by default those of the network. */
  readonly labels?: readonly string[] | undefined;
  /** File of the state to begin with. */
  readonly state?: string | undefined;
  /** File that takes the state in the end. */
  readonly saveState?: string | undefined;
  /** The most windows to run. */
  readonly limit?: number | undefined;
}

/** Whether data are records of raw values, and not a table. */
export function isRaw(data: string): boolean {
  return data.toLowerCase().endsWith('.bin');
}

/** Runs a model as it is on a CSV file, window by window, or on raw records; shows what each run gives. */
export async function runModel(
  model: Model,
  data: string,
  options: OpenSourceOptions,
  settings: RunModelSettings,
  out: Output,
): Promise<void> {
  const compiled = compiledOf(model, settings);
  const state = compiled.newState();
  if (settings.state !== undefined) await restoreState(state, settings.state);
  await refuseState(settings);
  const { limit = Infinity } = settings;
  const shown = showRuns(compiled, out);
  const counts = newCounts();
  const source = isRaw(data)
    ? recordRuns(compiled, state, data, settings)
    : windowRuns(compiled, state, data, options, settings, counts);
  if (limit > 0) {
    for await (const run of source) {
      shown.push(run);
      if (shown.windows >= limit) break;
    }
  }
  shown.end();
  out.section('read', isRaw(data) ? `${shown.windows} records` : countsText(counts, shown.windows));
  out.result('totals', { windows: shown.windows, ...(!isRaw(data) && totals(counts)) });
  if (settings.saveState !== undefined) {
    const content = `${JSON.stringify(state.save())}\n`;
    await writeFiles('run', [{ path: settings.saveState, content }], { replace: true });
    out.line(`state of ${state.names.length} tensors saved as ${settings.saveState}`);
  }
}

function compiledOf({ network }: Model, { dialect, labels }: RunModelSettings): Compiled {
  const named = labels ? { ...network, labels } : network;
  if (labels) checkLabels(network, labels);
  if (named.arithmetic === 'float32' && dialect !== undefined) {
    throw new OptionRangeError(`run: dialect is for networks of codes, ${network.name} computes on real numbers`);
  }
  return compile(named, dialect ? { dialect: DIALECTS[dialect] } : {});
}

function checkLabels(network: Model['network'], labels: readonly string[]): void {
  const shapes = checkNetwork(network);
  const entries = network.outputs.reduce((sum, name) => sum + elementsOf(shapes.get(name) ?? []), 0);
  if (labels.length !== entries) {
    throw new OptionRangeError(`run: labels must be ${entries}, one an output, got ${labels.length}`);
  }
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
}

function newCounts(): Counts {
  return { report: undefined, unused: 0, clipped: 0 };
}

/** Runs on the windows of a CSV file. */
async function* windowRuns(
  compiled: Compiled,
  state: State,
  data: string,
  options: OpenSourceOptions,
  { hop, gain, inputs }: RunModelSettings,
  counts: Counts,
): AsyncGenerator<ModelRun, void, undefined> {
  const { streaming, inputs: given } = compiled.network;
  const time = streaming?.window ?? timeOf(given);
  const step = hop ?? streaming?.hop ?? time;
  const runs = modelRuns({
    compiled,
    state,
    ...(hop !== undefined && { hop }),
    ...(gain !== undefined && { gain }),
    ...(inputs && { inputs }),
    onClipped: samples => (counts.clipped += samples),
  });
  const source = await openSource(data, {
    ...options,
    onReport: (report: SourceReport) => (counts.report = report),
  });
  let [used, end] = [0, -Infinity];
  try {
    for await (const run of through(withProgress(source, 'run'), runs)) {
      const begin = run.index * step;
      used += begin + time - Math.max(begin, end);
      end = begin + time;
      yield run;
    }
  } finally {
    counts.unused = (counts.report?.samples ?? used) - used;
  }
}

/** Runs on records of raw values. */
async function* recordRuns(
  compiled: Compiled,
  state: State,
  data: string,
  { hop, gain, inputs }: RunModelSettings,
): AsyncGenerator<ModelRun, void, undefined> {
  if (hop !== undefined || gain !== undefined || inputs !== undefined) {
    throw new OptionRangeError(
      'run: hop, gain and inputs are for CSV data, records hold whole inputs in the type of the network',
    );
  }
  let index = 0;
  const values = compiled.inputs.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  for await (const inputs of counted(records(data, compiled.inputs), 'run', 'values', () => values)) {
    const outputs = compiled.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
    compiled.run(state, inputs, outputs);
    yield { index: index++, outputs };
  }
}

/** How many numbers of a run are shown as text. */
const SHOWN = 8;

function showRuns({ outputs, network }: Compiled, out: Output) {
  const coded = outputs.some(({ params }) => params);
  const rows: unknown[] = [];
  let windows = 0;
  return {
    get windows() {
      return windows;
    },
    push({ index, time, outputs: values }: ModelRun): void {
      if (windows++ === 0) out.line(`\noutputs: ${outputs.map(({ name }) => terminalText(name)).join(', ')}`);
      const decoded = values.map((x, k) => decodedOf(x, outputs[k]));
      const best = network.labels && bestOf(decoded.flat(), network.labels);
      if (out.json) {
        const codes = coded && { codes: values.map((x, k) => (outputs[k].params ? Array.from(x) : null)) };
        rows.push({ index, time, ...best, outputs: decoded, ...codes });
        return;
      }
      const at = time === undefined ? `window ${index}` : `${time.toFixed(2)} s`;
      const decision = best ? `${terminalText(best.label).padEnd(12)} ${best.score.toFixed(3)}  ` : '';
      out.line(`${at.padEnd(12)}  ${decision}${decoded.map(valuesText).join(' | ')}`);
    },
    end: () => out.result('windows', rows),
  };
}

function decodedOf(values: Values, { params }: TensorInfo): number[] {
  if (!params) return Array.from(values);
  const [scale, zeroPoint] = [params.scale[0], params.zeroPoint[0]];
  return Array.from(values, q => scale * (q - zeroPoint));
}

function bestOf(values: readonly number[], labels: readonly string[]): { label: string; score: number } {
  const best = values.reduce((k, x, i) => (x > values[k] ? i : k), 0);
  return { label: labels[best], score: values[best] };
}

function valuesText(values: readonly number[]): string {
  const text = values.slice(0, SHOWN).map(x => short(x, 4));
  return text.join(' ') + (values.length > SHOWN ? ` ... (${values.length})` : '');
}

function totals({ report, unused, clipped }: Counts) {
  return { samples: report?.samples ?? 0, unused, clipped, skipped: report?.skipped };
}

function countsText({ report, unused, clipped }: Counts, windows: number): string {
  return [
    `${windows} windows; samples in no window: ${unused}; samples beyond the input's range: ${clipped}`,
    ...(report ? [reportText(report, 0)] : []),
  ].join('\n');
}
