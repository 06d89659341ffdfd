import type { OutputReader } from '../lib/network.js';
import type { OutputReport } from '../pipelines/index.js';
import { short } from './table.js';
import { terminalText } from './terminalText.js';

/** What the outputs of a network are, and how they are decided on, one line an output. */
export function kindsText(readers: readonly OutputReader[]): string {
  return readers.map(reader => `${terminalText(reader.name)}: ${kindText(reader)}`).join('\n');
}

function kindText({ kind, labels, thresholds }: OutputReader): string {
  const names = labels.map(terminalText);
  const from = (k: number) => `${names[k] === 'positive' ? '' : `: ${names[k]}`} from ${short(thresholds[k])} on`;
  switch (kind) {
    case 'probabilities':
      return `probabilities of ${names.join(', ')}; the largest decides`;
    case 'logits':
      return `logits of ${names.join(', ')}, no probabilities; the largest decides (--kinds values where they are none)`;
    case 'detector':
      return `${labels.length === 1 ? 'detector' : 'detectors'}, positive${names.map((_, k) => from(k)).join(',')} (--thresholds)`;
    case 'reconstruction': {
      const rule =
        thresholds.length === 0 ? 'no threshold (--thresholds)' : `an anomaly from ${short(thresholds[0])} on`;
      return `the input again; anomaly score: mean squared distance; ${rule}`;
    }
    case 'values':
      return 'values, which decide nothing';
  }
}

/** How integer and float network compare, one line an output or a detector. */
export function outputsText(reports: readonly OutputReport[], windows: number): string {
  return reports.flatMap(report => reportLines(report, windows)).join('\n');
}

function reportLines({ name, agreeing, detectors, scores }: OutputReport, windows: number): string[] {
  const title = terminalText(name);
  if (detectors) {
    return detectors.map(
      d =>
        `${title}, ${terminalText(d.label)} from ${short(d.threshold)} on: ${d.positives} positive windows in float, ${d.found} in integers; ` +
        `${d.misses} missed, ${d.falseAlarms} false alarms`,
    );
  }
  if (scores)
    return [`${title}: mean anomaly score ${short(scores.float)} in float, ${short(scores.integer)} in integers`];
  if (agreeing === undefined) return [`${title}: values, no decisions`];
  return [`${title}: ${agreeing} of ${windows} decisions agree (${short((100 * agreeing) / windows, 4)} %)`];
}

/** From this share of windows on nearly all are said to be saturated, where there are so many. */
const [NEARLY_ALL, ENOUGH] = [0.95, 10];

/** What is suspicious about the outputs. */
export function saturationWarnings(
  reports: readonly Pick<OutputReport, 'name' | 'saturated'>[],
  windows: number,
): string[] {
  return reports.flatMap(({ name, saturated = 0 }) =>
    windows >= ENOUGH && saturated >= NEARLY_ALL * windows
      ? [
          `${terminalText(name)}: the largest probability is exactly 1 in ${saturated} of ${windows} windows: are the data in the unit that the ` +
            `model was trained on? (--gain, --mean, --std)`,
        ]
      : [],
  );
}
