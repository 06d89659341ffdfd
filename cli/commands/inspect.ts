import type { CsvReport } from '../../datasets/index.js';
import type { Output } from '../output.js';
import type { FirstPass } from '../passes.js';
import { short, table } from '../table.js';

/** Shows what a file holds: channels, units, ranges, and everything that was skipped, filled or counted. */
export function inspectFile({ range, info, report, nonFinite }: FirstPass, out: Output): void {
  const channels = info.names.map((name, c) => ({ name, unit: info.units[c], min: range.min[c], max: range.max[c] }));
  out.result('channels', channels);
  out.result('report', report);
  out.result('nonFinite', nonFinite);
  out.section(
    'channels',
    table(
      ['name', 'unit', 'min', 'max'],
      channels.map(c => [c.name, c.unit || '-', short(c.min), short(c.max)]),
    ),
  );
  out.section('read', reportText(report, nonFinite));
}

/** What was read, and every count that is not zero. */
export function reportText(report: CsvReport, nonFinite: number): string {
  const { samples, rows, duration, skipped } = report;
  const length = duration === undefined ? '' : `, ${short(duration)} s`;
  const counts: [string, number][] = [
    ['rows skipped: wrong number of fields', skipped.ragged],
    ['rows skipped: text for a number', skipped.text],
    ['rows skipped: bad timestamp', skipped.timestamp],
    ['rows skipped: broken quote', skipped.quote],
    ['cells without a value', report.missing],
    ['samples not finite', nonFinite],
    ['gaps in time', report.gaps],
    ['samples missing in gaps', report.missingSamples],
    ['repeated timestamps', report.repeatedTimestamps],
    ['timestamps that run backwards', report.backwardTimestamps],
  ];
  const seen = counts.filter(([, n]) => n > 0).map(([what, n]) => `${what}: ${n}`);
  return [
    `${rows} rows, ${samples} samples a channel${length}`,
    ...(seen.length > 0 ? seen : ['nothing skipped, filled or missing']),
  ].join('\n');
}
