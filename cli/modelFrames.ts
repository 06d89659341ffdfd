import { pipe } from 'rxjs';
import { openSource, type OpenSourceOptions, type SourceReport } from '../datasets/index.js';
import type { Frame } from '../lib/frame.js';
import { type Compiled, normalizationFor } from '../lib/network.js';
import { normalize } from '../operators/normalize.js';
import { resample } from '../operators/resample.js';
import { through } from '../operators/through.js';
import { type FeatureCounts, featuresOf } from './frontEnd.js';
import { normalizationText } from './normalizationText.js';
import type { Output } from './output.js';
import { withProgress } from './progress.js';
import type { RunModelSettings } from './runModelSettings.js';

/** What stands between a file and a model. */
export type WaySettings = Pick<RunModelSettings, 'gain' | 'mean' | 'std' | 'resample' | 'frontEnd'>;

/** What became of a file on its way to a model. */
export interface WayCounts {
  report: SourceReport | undefined;
  /** Samples that came to the model. */
  samples: number;
  /** The largest magnitude of them, as the model takes them. */
  largest: number;
  /** Of the audio front end, where there is one. */
  heard?: FeatureCounts;
}

/** A file as the frames that a model takes: resampled, and normalized or turned into features; says how. */
export async function modelFrames(
  network: Compiled['network'],
  data: string,
  options: OpenSourceOptions,
  { gain, mean, std, resample: rate, frontEnd }: WaySettings,
  counts: WayCounts,
  out: Output,
): Promise<AsyncIterable<Frame>> {
  const source = await openSource(data, { ...options, onReport: (report: SourceReport) => (counts.report = report) });
  const read = withProgress(source, 'run');
  if (frontEnd !== undefined) {
    counts.heard = { features: 0, beyond: 0, clipped: 0, unused: 0 };
    const samples = rate === undefined ? read : through(read, resample({ rate }));
    return counted(featuresOf(samples, frontEnd, network, counts.heard), counts);
  }
  const { info } = await source.probe();
  const known = normalizationFor(network, info, {
    ...(gain && { gain }),
    ...(mean && { mean }),
    ...(std && { std }),
  });
  out.section('samples', normalizationText(known, info, network.unit));
  out.result('normalization', known);
  const taken = normalize(known.options);
  return counted(through(read, rate === undefined ? taken : pipe(resample({ rate }), taken)), counts);
}

async function* counted(frames: AsyncIterable<Frame>, counts: WayCounts): AsyncGenerator<Frame, void, undefined> {
  for await (const f of frames) {
    counts.samples += f.length;
    for (const x of f.data) if (Math.abs(x) > counts.largest) counts.largest = Math.abs(x);
    yield f;
  }
}
