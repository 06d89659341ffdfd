import type { Model, OpenSourceOptions } from '../../datasets/index.js';
import { OptionRangeError } from '../../lib/errors.js';
import { type AnyNetwork, compile, type Compiled, type OutputReader, outputReaders } from '../../lib/network.js';
import { described } from '../description.js';
import { behindFrontEnd } from '../frontEnd.js';
import { DIALECTS } from '../modelOptions.js';
import { refuseState, restoreState, saveState } from '../modelState.js';
import type { Output } from '../output.js';
import { kindsText, saturationWarnings } from '../outputsText.js';
import { countsText, newRunCounts, totals } from '../runCounts.js';
import type { RunModelSettings } from '../runModelSettings.js';
import { inputWarnings, overlapWarnings, scaleWarnings } from '../runWarnings.js';
import { showRuns } from '../showRuns.js';
import { recordRuns } from './recordRuns.js';
import { windowRuns } from './windowRuns.js';

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
  const counts = newRunCounts();
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
    ...(settings.raw ? [] : inputWarnings(network, counts, shown.windows)),
    ...(settings.raw || frontEnd !== undefined || shown.windows === 0 ? [] : scaleWarnings(network, counts.largest)),
    ...(settings.raw || !carries ? [] : overlapWarnings(network, settings.hop)),
  ];
  out.result('warnings', warnings);
  if (warnings.length > 0) out.section('warning', warnings.join('\n'));
  if (settings.saveState !== undefined) {
    await saveState(state, settings.saveState);
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
