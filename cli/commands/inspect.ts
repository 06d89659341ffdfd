import type { Output } from '../output.js';
import type { FirstPass } from '../passes.js';
import { reportText } from '../reportText.js';
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
  out.section('read', reportText(report, nonFinite, info.sampleRate));
}
