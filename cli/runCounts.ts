import type { AtGap } from '../lib/inference/windowStage.js';
import type { WayCounts } from './modelFrames.js';
import { reportText } from './reportText.js';

/** What became of the samples of a file on their way into windows. */
export interface RunCounts extends WayCounts {
  /** Samples that no window held. */
  unused: number;
  clipped: number;
  /** Gaps in the stream of windows. */
  gaps: number;
}

export function newRunCounts(): RunCounts {
  return { report: undefined, samples: 0, largest: 0, unused: 0, clipped: 0, gaps: 0 };
}

/** What became of the state at gaps, where there is one. */
type Carried = { readonly atGap?: AtGap | undefined } | false;

/** The counts in JSON. */
export function totals({ report, unused, clipped, gaps, heard }: RunCounts, carried: Carried) {
  const state = carried && { gaps, atGap: carried.atGap ?? 'keep' };
  const samples = report?.samples ?? 0;
  return { samples, unused, clipped, skipped: report?.skipped, ...(heard && { heard }), ...state };
}

/** The counts in words. */
export function countsText(
  { report, unused, clipped, gaps, heard }: RunCounts,
  windows: number,
  carried: Carried,
): string {
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
