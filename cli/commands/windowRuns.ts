import { pipe, tap } from 'rxjs';
import { openSource, type OpenSourceOptions, type SourceReport } from '../../datasets/index.js';
import type { Frame } from '../../lib/frame.js';
import { timeOf } from '../../lib/graph/timeLayout.js';
import { type Compiled, normalizationFor, type State } from '../../lib/network.js';
import { normalize } from '../../operators/normalize.js';
import { resample } from '../../operators/resample.js';
import { through } from '../../operators/through.js';
import { type ModelRun, modelRuns } from '../../pipelines/index.js';
import { type FeatureCounts, featuresOf } from '../frontEnd.js';
import { normalizationText } from '../normalizationText.js';
import type { Output } from '../output.js';
import { withProgress } from '../progress.js';
import type { RunCounts } from '../runCounts.js';
import type { RunModelSettings } from '../runModelSettings.js';

/** Runs on the windows of a CSV file. */
export async function* windowRuns(
  compiled: Compiled,
  state: State,
  data: string,
  options: OpenSourceOptions,
  { hop, gain, mean, std, resample: rate, inputs, atGap, frontEnd }: RunModelSettings,
  counts: RunCounts,
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
