import { show } from '../../lib/check.js';
import { DataError } from '../../lib/errors.js';
import { isInfinite, isMissing, numberOf } from './cells.js';
import { type Instant, parseText } from './instant.js';
import type { BadRow, CsvCounts } from './report.js';
import { type RowLayout, SKIPPED, TIME } from './rowParser.js';
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
  /** Written: one sample a channel. */
  readonly values: Float32Array;
  /** Written: one flag a channel, 1 where the row has no value. */
  readonly missing: Uint8Array;
  /** Written: the stamp of the row. */
  readonly now: Instant;
  readonly counts: CsvCounts;
  /** Begins the messages: where the row stands. */
  readonly where: (column: number) => string;
}

/**
 * Makes the reader of rows that are not plain: trimmed fields to `values`, `missing` and `now`. It returns how many values are missing,
 * or what is wrong with the row.
 *
 * @throws {DataError} (the reader) at a number beyond float32, and at a missing value where that is an error
 * @internal
 */
export function rowJudge(options: RowJudgeOptions): (fields: readonly string[]) => number | RowFault {
  const { layout, time, strict, values, missing, now, counts, where } = options;
  const { targets, stamp, decimal } = layout;
  const width = targets.length;
  const stampRule = time?.format === 'iso' ? 'an ISO 8601 time' : `a number of ${time?.unit ?? 'time units'}`;

  return fields => {
    if (fields.length !== width) {
      return { kind: 'ragged', rule: `a row must have ${width} fields, got ${fields.length}` };
    }
    let [holes, infinite] = [0, 0];
    let hole = -1; // the first column without a value
    for (let c = 0; c < width; c++) {
      const target = targets[c];
      const cell = fields[c];
      if (target === SKIPPED) continue;
      if (target === TIME) {
        if (parseText(cell, stamp, now)) continue;
        return { kind: 'timestamp', rule: `expected ${stampRule}, got ${show(cell)}`, column: c };
      }
      missing[target] = isMissing(cell) ? 1 : 0;
      if (missing[target]) {
        if (holes++ === 0) hole = c;
        continue;
      }
      const value = numberOf(cell, decimal);
      if (value === undefined) return { kind: 'text', rule: `expected a number, got ${show(cell)}`, column: c };
      values[target] = value;
      if (Number.isFinite(values[target])) continue;
      if (!isInfinite(cell)) {
        throw new DataError('data-non-finite', `${where(c)}: ${show(cell)} is beyond the largest float32, 3.4e38`);
      }
      infinite++;
    }
    if (holes > 0 && strict) {
      throw new DataError(
        'data-non-finite',
        `${where(hole)}: a value is missing, got ${show(fields[hole])}; choose missing: 'hold', 'interpolate' or 'nan'`,
      );
    }
    counts.infinite += infinite;
    return holes;
  };
}
