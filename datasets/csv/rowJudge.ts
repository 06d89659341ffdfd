import { show } from '../../lib/check.js';
import { DataError, FormatError } from '../../lib/errors.js';
import { isInfinite, isMissing, valueOf } from './cells.js';
import { fits } from './dialect.js';
import { type Instant, parseText } from './instant.js';
import type { BadRow, CsvCellReport, CsvCounts } from './report.js';
import { DATE, EMPTY, LABEL, type RowLayout, SKIPPED, TIME } from './rowParser.js';
import type { TimeColumn } from './timeColumn.js';

/** What is wrong with a row. */
export interface RowFault {
  readonly kind: BadRow;
  readonly rule: string;
  /** Index of the column where it shows. */
  readonly column?: number;
}

/** What {@link rowJudge} needs to know. */
export interface RowJudgeOptions {
  readonly layout: RowLayout;
  readonly time: TimeColumn | undefined;
  /** Whether a missing value is an error. */
  readonly strict: boolean;
  /** Texts that stand for no value too, in lower case. */
  readonly missingTexts: ReadonlySet<string>;
  /** Written: one sample per channel. */
  readonly values: Float32Array;
  /** Written: one flag per channel, 1 where the row has no value. */
  readonly missing: Uint8Array;
  /** Written: the stamp of the row. */
  readonly now: Instant;
  readonly counts: CsvCounts;
  /** Called with each odd cell: no value or text in a channel, or a value in a column that was empty. */
  readonly odd: (column: number, kind: CsvCellReport['kind'], text: string) => void;
  /** Begins the messages: where the row stands. */
  readonly where: (column: number) => string;
}

/** What stands in front of the sums at the end of a table. */
const SUMMARY =
  /^(grand |sub)?(total|sum|mean|average|avg|min|max|minimum|maximum|std( ?dev)?|stdev|median|count|summe|mittelwert|gesamt|moyenne|somme|media|totale)s?\.?:?$/i;

/**
 * Makes the reader of rows that are not plain: trimmed fields to `values`, `missing` and `now`. It returns how many values are missing,
 * or what is wrong with the row.
 *
 * @throws {DataError} (the reader) at a number beyond float32, and at a missing value where that is an error
 * @throws {FormatError} (the reader) at text for a number where a missing value is an error
 * @internal
 */
export function rowJudge(options: RowJudgeOptions): (fields: readonly string[]) => number | RowFault {
  const { layout, time, strict, missingTexts, values, missing, now, counts, odd, where } = options;
  const { targets, stamp, date, label, decimal } = layout;
  const width = targets.length;
  const stampRule = expectation(time);
  const day: Instant = { seconds: 0, nanos: 0 };
  const isHole = (cell: string) => isMissing(cell) || (missingTexts.size > 0 && missingTexts.has(cell.toLowerCase()));

  return fields => {
    if (!fits(fields, width)) {
      return { kind: 'ragged', rule: `a row must have ${width} fields, got ${fields.length}` };
    }
    let [holes, infinite, dated] = [0, 0, 0];
    let hole = -1; // the first column without a value
    const bad: number[] = []; // columns with text
    for (let c = 0; c < width; c++) {
      const target = targets[c];
      const cell = fields[c];
      if (target === SKIPPED) continue;
      if (target === LABEL) {
        label?.text(cell);
        continue;
      }
      if (target === EMPTY) {
        if (!isHole(cell)) odd(c, 'late', cell);
        continue;
      }
      if (target === TIME || target === DATE) {
        const parse = target === TIME ? stamp : date;
        if (parse && parseText(cell, parse, target === TIME ? now : day)) {
          if (target === DATE) dated = day.seconds;
          continue;
        }
        if (SUMMARY.test(cell))
          return { kind: 'summary', rule: `a row of values must not be a summary, got ${show(cell)}`, column: c };
        return {
          kind: 'timestamp',
          rule: `expected ${target === DATE ? 'a date' : stampRule}, got ${show(cell)}`,
          column: c,
        };
      }
      missing[target] = isHole(cell) ? 1 : 0;
      if (missing[target]) {
        if (holes++ === 0) hole = c;
        continue;
      }
      const value = valueOf(cell, decimal);
      if (value === undefined) {
        if (SUMMARY.test(cell))
          return { kind: 'summary', rule: `a row of values must not be a summary, got ${show(cell)}`, column: c };
        missing[target] = 1;
        holes++;
        bad.push(c);
        continue;
      }
      values[target] = value;
      if (Number.isFinite(values[target])) continue;
      if (!isInfinite(cell)) {
        throw new DataError('data-non-finite', `${where(c)}: ${show(cell)} is beyond the largest float32, 3.4e38`);
      }
      infinite++;
    }
    if (strict && bad.length > 0) {
      throw new FormatError(
        'format-csv',
        `${where(bad[0])}: expected a number, got ${show(fields[bad[0]])}; ` +
          `missing: 'nan', 'hold' or 'interpolate' takes it for a missing value, columns can leave it out`,
      );
    }
    if (strict && holes > 0) {
      throw new DataError(
        'data-non-finite',
        `${where(hole)}: a value is missing, got ${show(fields[hole])}; choose missing: 'hold', 'interpolate' or 'nan'`,
      );
    }
    if (holes > 0) {
      for (let c = 0; c < width; c++) {
        if (targets[c] >= 0 && missing[targets[c]]) odd(c, bad.includes(c) ? 'text' : 'missing', fields[c]);
      }
    }
    now.seconds += dated;
    counts.badCells += bad.length;
    counts.infinite += infinite;
    return holes;
  };
}

function expectation(time: TimeColumn | undefined): string {
  if (time?.format === 'iso') return 'an ISO 8601 time';
  if (time?.format === 'date') return 'a date';
  if (time?.format === 'clock') return 'a time of day';
  return `a number of ${time?.unit ?? 'time units'}`;
}
