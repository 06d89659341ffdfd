import type { SourceColumn, SourceDescription } from '../source.js';
import type { ColumnKind } from './columns.js';
import type { CsvMetadata } from './facts.js';
import type { Delimiter } from './fields.js';
import type { PassedLines } from './layout.js';
import type { TimeColumn } from './timeColumn.js';

/** A column of a table and what becomes of it. */
export interface CsvColumn extends SourceColumn {
  /** What most of its cells hold in the probed rows. */
  readonly kind: ColumnKind;
}

/** The time column and the pace of its stamps. */
export interface CsvTime extends TimeColumn {
  /** Usual interval above zero, in s; absent where the unit is unknown or the stamps are irregular. */
  readonly step?: number;
  /** Stamps repeat because their clock ticks slower than samples come. */
  readonly coarse: boolean;
  /** Rows that come at once, their stamps only saying when; 1 where they say when they were taken. */
  readonly batch: number;
  /** The newest row comes first. */
  readonly reversed: boolean;
}

/** All that is known of a CSV file after a look at its head. */
export interface CsvDescription extends SourceDescription {
  readonly encoding: 'utf8' | 'latin1' | 'utf-16le' | 'utf-16be';
  /** Whether a UTF-8 byte order mark leads. */
  readonly bom: boolean;
  readonly newline: 'LF' | 'CR LF' | 'CR';
  /** '' when a record is one field, `space` for runs of spaces and tabs. */
  readonly delimiter: Delimiter;
  readonly decimal: '.' | ',';
  /** Whether `"` was seen in the probed rows. */
  readonly quotes: boolean;
  /** Where the names come from. */
  readonly header: 'row' | 'comment' | 'none';
  readonly columns: readonly CsvColumn[];
  readonly time?: CsvTime;
  /** Lines in front of the first row. */
  readonly passed: Readonly<PassedLines>;
  /** Where the first row stands. */
  readonly firstLine: number;
  /** Lines in front of the table that say something. */
  readonly metadata: readonly CsvMetadata[];
  /** Rows all this was told from. */
  readonly probedRows: number;
}
