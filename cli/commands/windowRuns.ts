import type { OpenSourceOptions } from '../../datasets/index.js';
import { timeOf } from '../../lib/graph/timeLayout.js';
import type { Compiled, State } from '../../lib/network.js';
import { through } from '../../operators/through.js';
import { type ModelRun, modelRuns } from '../../pipelines/index.js';
import { modelFrames } from '../modelFrames.js';
import type { Output } from '../output.js';
import type { RunCounts } from '../runCounts.js';
import type { RunModelSettings } from '../runModelSettings.js';

/** Runs on the windows of a CSV file. */
export async function* windowRuns(
  compiled: Compiled,
  state: State,
  data: string,
  options: OpenSourceOptions,
  settings: RunModelSettings,
  counts: RunCounts,
  out: Output,
): AsyncGenerator<ModelRun, void, undefined> {
  const { hop, inputs, atGap, resample: rate } = settings;
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
  const frames = await modelFrames(compiled.network, data, options, settings, counts, out);
  let [used, end] = [0, -Infinity];
  try {
    for await (const run of through(frames, runs)) {
      const begin = run.index * step;
      if (begin > end && end > -Infinity && step <= time) counts.gaps++;
      used += begin + time - Math.max(begin, end);
      end = begin + time;
      yield run;
    }
  } finally {
    const { report, heard, samples } = counts;
    const all = rate === undefined ? (report?.samples ?? used) : samples;
    counts.unused = (heard?.features ?? all) - used;
  }
}
