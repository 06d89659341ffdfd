import { basename, dirname, join } from 'node:path';
import { openSource, readModel } from '../../datasets/index.js';
import { holdsRecords } from '../../datasets/records/recordFile.js';
import { OptionRangeError } from '../../lib/errors.js';
import { type AnyNetwork, outputReaders } from '../../lib/network.js';
import { judgeRecordings, type LabelledRecording, LabelTrack } from '../../pipelines/index.js';
import { type Flags, modelSettings, refuse } from '../commandOptions.js';
import { describeModel } from '../describeModel.js';
import { described } from '../description.js';
import { behindFrontEnd, suggestFrontEnd } from '../frontEnd.js';
import { modelFrames } from '../modelFrames.js';
import { dialectOf, modelOptions } from '../modelOptions.js';
import type { Output } from '../output.js';
import { kindsText, saturationWarnings } from '../outputsText.js';
import { newRunCounts, type RunCounts } from '../runCounts.js';
import { inputWarnings, overlapWarnings, scaleWarnings } from '../runWarnings.js';
import { sourceOptions } from '../sourceOptions.js';
import { hashOf, seenHashes, type TruthFile, truthFiles } from '../truthFiles.js';
import { truthSections, truthWarnings } from '../truthText.js';

/** Runs a model as it is on recordings whose labels are known, and shows how its decisions compare. */
export async function judgeOnData(file: string, data: string | undefined, flags: Flags, out: Output): Promise<void> {
  refuse(
    flags,
    ['state', 'saveState', 'limit'],
    'does not go with truth: every recording begins anew, and is judged whole',
  );
  const { truth, frontEnd, hop, inputs, atGap } = flags;
  if (frontEnd !== undefined) refuse(flags, ['gain', 'mean', 'std'], 'has no meaning behind a front end');
  if (truth?.column !== undefined && (frontEnd ?? flags.resample) !== undefined) {
    throw new OptionRangeError(
      'run: truth by column goes with the samples of the file, not with resample or frontEnd; give files by label',
    );
  }
  const model = await readModel(file, modelOptions(flags));
  const network = described(frontEnd === undefined ? model.network : behindFrontEnd(model.network, frontEnd), flags);
  const files = await truthFiles(data, truth);
  out.settings({
    file,
    ...describeModel(model),
    recordings: files.length,
    truth: truth?.column === undefined ? 'one label for each recording' : `column ${truth.column}`,
    ...modelSettings(flags, false, network),
  });
  const readers = outputReaders(network);
  out.section('outputs', kindsText(readers));

  const said = new Set<string>();
  const quiet: Output = {
    ...out,
    section(title, text) {
      if (!said.has(text)) out.section(title, text); // once for all recordings that are alike
      said.add(text);
    },
  };
  const total = newTotals();
  const dialect = dialectOf(flags);
  const report = await judgeRecordings(network, recordings(network, files, flags, total, quiet), {
    ...(hop !== undefined && { hop }),
    ...(inputs && { inputs }),
    ...(atGap && { atGap }),
    ...(dialect && { dialect }),
    seen: await seenHashes(flags.seen),
    onClipped: samples => (total.clipped += samples),
  });
  const { seen, saturated, ...judged } = report;
  for (const [title, text] of truthSections(judged)) out.section(title, text);
  const { samples, missing, skipped, gaps, clipped, largest } = total;
  out.section(
    'read',
    `${files.length} recordings, ${samples} samples; missing values ${missing}, rows left out ${skipped}, gaps ${gaps}; ` +
      `samples beyond the input's range: ${clipped}`,
  );
  const others = Object.values(judged.unknown).reduce((sum, n) => sum + n, 0);
  const windows = judged.windows + judged.straddling + judged.unlabelled + judged.undecided + others;
  const carries = (network.variables ?? []).length > 0;
  const warnings = [
    ...truthWarnings(judged, seen, files.length),
    ...saturationWarnings([{ name: judged.output, saturated }], windows),
    ...inputWarnings(network, total, windows),
    ...(frontEnd === undefined ? scaleWarnings(network, largest) : []),
    ...(carries ? overlapWarnings(network, hop) : []),
  ];
  out.result('truth', { ...judged, seen });
  out.result('totals', { recordings: files.length, samples, missing, skipped, gaps, clipped });
  out.result('warnings', warnings);
  if (warnings.length > 0) out.section('warning', warnings.join('\n'));
}

interface Totals extends Pick<RunCounts, 'clipped' | 'largest' | 'gaps'> {
  samples: number;
  missing: number;
  skipped: number;
}

function newTotals(): Totals {
  return { samples: 0, missing: 0, skipped: 0, gaps: 0, clipped: 0, largest: 0 };
}

/** The recordings, each opened when its turn comes; what was met in it is added to `total`. */
async function* recordings(
  network: AnyNetwork,
  files: readonly TruthFile[],
  flags: Flags,
  total: Totals,
  out: Output,
): AsyncGenerator<LabelledRecording, void, undefined> {
  const names = files.map(({ path }) => basename(path));
  for (const [k, { path, label }] of files.entries()) {
    if (flags.format === undefined && (await holdsRecords(path, network.inputs))) {
      throw new OptionRangeError(`run: truth is of sensor files; ${path} holds records of whole inputs`);
    }
    const track = new LabelTrack();
    const column = label === undefined ? flags.truth?.column : undefined;
    const given = await sourceOptions(path, flags);
    const options = column === undefined ? given : { ...given, onLabel: track.push.bind(track) };
    await suggestFrontEnd(network, path, options, flags.frontEnd);
    await openSource(path, options); // says what is wrong with the options before anything is read
    const counts = newRunCounts();
    const frames = await modelFrames(network, path, options, flags, counts, out);
    const unique = names.filter(name => name === names[k]).length === 1;
    const name = unique ? names[k] : join(basename(dirname(path)), names[k]);
    yield { name, id: await hashOf(path), frames, label: label ?? track };
    const { report, largest } = counts;
    total.largest = Math.max(total.largest, largest);
    total.samples += report?.samples ?? 0;
    total.missing += report?.missing ?? 0;
    total.skipped += report?.skipped ?? 0;
    total.gaps += report?.gaps ?? 0;
  }
}
