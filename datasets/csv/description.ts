import type { StreamInfo } from '../../lib/frame.js';
import type { ColumnKind } from './columns.js';
import type { CsvMetadata } from './comments.js';
import type { Delimiter } from './fields.js';
import type { TimeColumn } from './timeColumn.js';

/** A column of a table and what becomes of it. */
export interface CsvColumn {
  /** From 0. */
  readonly index: number;
  readonly name: string;
  /** '' where unknown. */
  readonly unit: string;
  /** What most of its cells hold in the probed rows. */
  readonly kind: ColumnKind;
  readonly role: 'channel' | 'time' | 'ignored';
}

/** The time column and the pace of its stamps. */
export interface CsvTime extends TimeColumn {
  /** Median interval above zero, in s; absent where the unit is unknown or the stamps are irregular. */
  readonly step?: number;
  /** Stamps repeat because their clock ticks slower than samples come. */
  readonly coarse: boolean;
}

/** All that is known of a CSV file after a look at its head. */
export interface CsvDescription {
  /** What messages call the input. */
  readonly name: string;
  readonly encoding: 'utf8' | 'latin1';
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
  /** What the frames will carry: names, units, rate, epoch. */
  readonly info: StreamInfo;
  readonly rateFrom: 'option' | 'comment' | 'time' | 'unknown';
  readonly time?: CsvTime;
  /** Comment lines of the probed part that say something. */
  readonly metadata: readonly CsvMetadata[];
  /** Rows all this was told from. */
  readonly probedRows: number;
}
