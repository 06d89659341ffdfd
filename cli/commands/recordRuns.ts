import { recordFile, records } from '../../datasets/index.js';
import { OptionRangeError } from '../../lib/errors.js';
import { allocate, elementsOf } from '../../lib/graph/tensor.js';
import type { Compiled, State, TensorInfo } from '../../lib/network.js';
import type { ModelRun } from '../../pipelines/index.js';
import { counted } from '../progress.js';
import type { RunModelSettings } from '../runModelSettings.js';

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

/** Runs on records of raw values. */
export async function* recordRuns(
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
