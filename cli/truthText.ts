import type { TruthReport } from '../pipelines/index.js';
import { short, table } from './table.js';
import { terminalText } from './terminalText.js';

/** How decisions compare with the truth: sections of text, by their titles. */
export function truthSections(report: TruthReport): readonly (readonly [title: string, text: string])[] {
  const { classes, confusion = [], detectors, pieces, byRecording } = report;
  const sections: [string, string][] = [['decisions against the truth', figures(report)]];
  if (classes) {
    const names = classes.map(({ label }) => label);
    sections.push([
      'classes',
      table(
        ['class', 'windows', 'decided', 'right', 'recall %', 'precision %'],
        classes.map(c => [
          c.label,
          `${c.windows}`,
          `${c.decided}`,
          `${c.right}`,
          percent(c.recall),
          percent(c.precision),
        ]),
      ),
    ]);
    sections.push([
      'is, and is taken for',
      table(
        ['is', ...names],
        confusion.map((row, k) => [names[k], ...row.map(String)]),
      ),
    ]);
  }
  if (detectors) {
    sections.push([
      'detectors',
      table(
        [
          'detector',
          'from',
          'positives',
          'hits',
          'misses',
          'negatives',
          'false alarms',
          'recall %',
          'precision %',
          'AUC',
        ],
        detectors.map(d => [
          ...[d.label, d.threshold === undefined ? '-' : short(d.threshold), `${d.positives}`, count(d.hits)],
          ...[count(d.misses), `${d.negatives}`, count(d.falseAlarms), percent(d.recall), percent(d.precision)],
          d.roc ? short(d.roc.auc, 4) : '-',
        ]),
      ),
    ]);
  }
  if (byRecording) {
    sections.push([
      'recordings',
      table(
        ['recording', 'label', 'windows', 'right %', 'most', 'mean'],
        pieces.map(p => [
          ...[p.recording, p.label, `${p.windows}`, percent((p.right ?? 0) / p.windows)],
          ...[p.majority ?? '-', p.mean ?? '-'],
        ]),
        2,
      ),
    ]);
  }
  return sections;
}

function figures(report: TruthReport): string {
  const { windows, straddling, unlabelled, undecided, unknown, accuracy, meanRecall, pieces, byRecording } = report;
  const strangers = Object.values(unknown).reduce((sum, n) => sum + n, 0);
  return [
    `output ${terminalText(report.output)}, ${windows} windows judged`,
    `left out: ${straddling} with several labels, ${unlabelled} without one, ${strangers} with labels that the model has not, ${undecided} undecided`,
    ...(accuracy === undefined
      ? ['no threshold, no decisions (--thresholds)']
      : [
          `windows: ${percent(accuracy)} % right` +
            (meanRecall === undefined ? '' : `; mean recall of the classes ${percent(meanRecall)} %`),
        ]),
    ...(byRecording
      ? [
          `${pieces.length} recordings, one for each label in a file: ${percent(byRecording.majority)} % right by most windows, ` +
            `${percent(byRecording.mean)} % by the mean output; mean share of right windows ${percent(byRecording.windows)} %`,
        ]
      : []),
    ...report.labels
      .filter(({ label, means }) => label !== means)
      .map(
        ({ label, means, windows: n }) =>
          `label ${terminalText(label)} is taken for ${terminalText(means)}: ${n} windows`,
      ),
  ].join('\n');
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : short(100 * share, 4);
}

function count(n: number | undefined): string {
  return n === undefined ? '-' : `${n}`;
}

/** What makes figures doubtful. */
export function truthWarnings(report: TruthReport, seen: readonly string[], recordings: number): string[] {
  const none = report.detectors?.filter(({ positives }) => positives === 0) ?? [];
  return [
    ...(seen.length > 0
      ? [
          `the model was calibrated or trained on ${seen.length} of the ${recordings} recordings that judge it ` +
            `(${seen.slice(0, 3).map(terminalText).join(', ')}${seen.length > 3 ? ', ...' : ''}): the figures do not show how it does on others`,
        ]
      : []),
    ...Object.entries(report.unknown).map(
      ([label, windows]) =>
        `${windows} windows are labelled ${terminalText(label)}, which the model has not (--labels)`,
    ),
    ...none.map(({ label }) => `no window is truly ${terminalText(label)}`),
  ];
}
