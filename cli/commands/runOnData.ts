import { openSource, readModel } from '../../datasets/index.js';
import { holdsRecords } from '../../datasets/records/recordFile.js';
import { checkInteger } from '../../lib/check.js';
import { type Flags, modelSettings, refuse } from '../commandOptions.js';
import { describe } from '../describe.js';
import { suggestFrontEnd } from '../frontEnd.js';
import { withInput } from '../input.js';
import { modelOptions } from '../modelOptions.js';
import type { Output } from '../output.js';
import { sourceOptions } from '../sourceOptions.js';
import { describeModel } from '../describeModel.js';
import { recordSettings } from './recordRuns.js';
import { runModel } from './runModel.js';

/** Runs a model as it is on a sensor file or on raw records. */
export async function runOnData(file: string, given: string, flags: Flags, out: Output): Promise<void> {
  if (flags.limit !== undefined) checkInteger('run', 'limit', flags.limit, 1);
  const model = await readModel(file, modelOptions(flags));
  await withInput(given, async path => {
    const { inputs } = model.network;
    const raw = flags.format === undefined && (await holdsRecords(path, inputs));
    const options = raw ? {} : await sourceOptions(path, flags);
    if (raw) refuse(flags, ['frontEnd'], 'goes with audio, not with records');
    else await suggestFrontEnd(model.network, path, options, flags.frontEnd);
    if (flags.frontEnd !== undefined) refuse(flags, ['gain', 'mean', 'std'], 'has no meaning behind a front end');
    out.settings({
      file,
      ...describeModel(model),
      data: given,
      ...(raw ? await recordSettings(path, inputs, flags) : describe(await (await openSource(path, options)).probe())),
      ...modelSettings(flags, raw, model.network),
    });
    await runModel(model, path, options, { ...flags, raw }, out);
  });
}
