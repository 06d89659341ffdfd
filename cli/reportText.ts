import type { CsvCellReport, CsvReport, SourceReport } from '../datasets/index.js';
import { short } from './table.js';

/** Rates of a whole file and of its head that differ by more than this share are both worth saying. */
const DRIFT = 1e-3;

/** The most columns that are named for their cells. */
const SHOWN = 24;

/** What was read of a file, everything that was not, and every count that is not zero. */
export function reportText(report: CsvReport | SourceReport, nonFinite: number, sampleRate?: number): string {
  return 'rows' in report ? tableText(report, nonFinite, sampleRate) : sourceText(report, nonFinite);
}

function sourceText(report: SourceReport, nonFinite: number): string {
  const { samples, duration, unread } = report;
  const counts: [string, number][] = [
    ['values missing', report.missing],
    ['values infinite', Math.max(report.infinite, nonFinite - report.missing)],
    ['codes outside of the range in the header', report.outOfRange],
    ['gaps', report.gaps],
    ['samples missing in gaps', report.missingSamples],
    ['samples a channel that the file promises and does not have', report.truncated],
    ['bytes behind the last whole sample', report.trailingBytes],
    ['rows or records that came too late', report.late],
    ['repeated timestamps', report.repeated],
    ['records without a time', report.untimed],
    ['rows or values left out', report.skipped],
    ['annotations', report.annotations],
  ];
  const seen = [
    ...unread.slice(0, SHOWN).map(({ what, reason }) => `not read: ${what}: ${reason}`),
    ...(unread.length > SHOWN ? [`and ${unread.length - SHOWN} more parts`] : []),
    ...counts.filter(([, n]) => n > 0).map(([what, n]) => `${what}: ${n}`),
  ];
  return [
    `${samples} samples a channel${duration === undefined ? '' : `, ${duration} s`}`,
    ...(seen.length > 0 ? seen : ['nothing skipped, filled or missing']),
  ].join('\n');
}

function tableText(report: CsvReport, nonFinite: number, sampleRate?: number): string {
  const { samples, rows, duration, badRows, firstBadRow, cells, unread, measuredRate } = report;
  const length = duration === undefined ? '' : `, ${duration} s`;
  const counts: [string, number][] = [
    ['lines of a preamble', report.preambleLines],
    ['comment lines', report.commentLines],
    ['blank lines', report.blankLines],
    ['sep= lines', report.directiveLines],
    ['rows skipped: wrong number of fields', badRows.ragged],
    ['rows skipped: bad timestamp', badRows.timestamp],
    ['rows skipped: broken quote', badRows.quote],
    ['rows skipped: NUL byte', badRows.nul],
    ['rows skipped: totals', badRows.summary],
    ['rows repeated, and left out', report.repeatedRows],
    ['cells without a value', report.missing - report.badCells],
    ['cells of text, taken for missing', report.badCells],
    ['samples not finite', Math.max(0, nonFinite - report.missing)],
    ['gaps in time', report.gaps],
    ['samples missing in gaps', report.missingSamples],
    ['repeated timestamps', report.repeated],
    ['timestamps that run backwards', report.backwardTimestamps],
  ];
  const seen = [
    ...unread.map(({ what, reason }) => `not read: ${what}: ${reason}`),
    ...cells.slice(0, SHOWN).map(cellsText),
    ...(cells.length > SHOWN ? [`and ${cells.length - SHOWN} more columns with such cells`] : []),
    ...counts.filter(([, n]) => n > 0).map(([what, n]) => `${what}: ${n}`),
    ...(firstBadRow ? [`first row skipped: line ${firstBadRow.line}: ${firstBadRow.rule}`] : []),
  ];
  const drift =
    measuredRate !== undefined && sampleRate !== undefined && Math.abs(measuredRate / sampleRate - 1) > DRIFT
      ? [`over the whole file the stamps say ${short(measuredRate, 6)} Hz`]
      : [];
  return [
    `${rows} rows, ${samples} samples a channel${length}`,
    ...(seen.length > 0 ? seen : ['nothing skipped, filled or missing']),
    ...drift,
  ].join('\n');
}

/** Where a column has cells without a value, with text, or with values that were not expected. */
function cellsText({ name, kind, count, line, text }: CsvCellReport): string {
  const column = `column ${JSON.stringify(name)}`;
  const cells = count === 1 ? 'cell' : 'cells';
  if (kind === 'late') return `not read: ${column}: ${count} values, the first in line ${line}, behind the probed rows`;
  const first = text === '' ? `first in line ${line}` : `first ${JSON.stringify(text)} in line ${line}`;
  return `${column}: ${count} ${cells} ${kind === 'text' ? 'of text' : 'without a value'}, ${first}`;
}
