import { checkBoolean, checkFunction, checkInteger, checkOneOf, checkPositive, show } from '../../lib/check.js';
import { OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import type { Filling } from './framer.js';
import type { CsvReport } from './report.js';
import type { Delimiter } from './fields.js';

/** Unit of a numeric time column. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** Options of {@link csv}. What is not given is guessed from the head of the file; `probe()` tells the guesses. */
export interface CsvOptions {
  /**
   * What separates fields: one ASCII character, or `space` for any run of spaces and tabs (where quotes then mean nothing).
   * Guessed among `,` `;` tab `|` and `space`; `,` wins where two fit alike.
   */
  readonly delimiter?: ',' | ';' | '\t' | '|' | 'space' | (string & {});
  /** Decimal mark. Guessed; `.` wins where both fit alike. Thousands separators are not understood. */
  readonly decimal?: '.' | ',';
  /** Whether the first row holds names. Guessed: it does when it has text above a column of numbers or times. */
  readonly header?: boolean;
  /** What a comment line begins with, or false when there are none. Defaults to `#`. */
  readonly comment?: string | false;
  /** Whether `"` quotes fields as in RFC 4180; false makes it an ordinary character. Defaults to true. */
  readonly quote?: boolean;
  /** Defaults to `utf8`, where an invalid byte is an error. */
  readonly encoding?: 'utf8' | 'latin1';
  /**
   * The columns to read, by name or by index from 0, in the order of the channels. Defaults to all that hold numbers in the probed
   * rows, without the time. A name that comes twice gets `.2`, a missing one is `ch` and the index.
   */
  readonly columns?: readonly (string | number)[];
  /**
   * The time column, by name or index, or false when there is none. Guessed: a column called time, timestamp, date, datetime, t, ts
   * or epoch whose stamps advance, else the first one with ISO 8601 texts, else a first column that counts up like an epoch.
   */
  readonly time?: string | number | false;
  /**
   * Unit of a numeric time column. Guessed: from the header (`t [ms]`, `time_us`), else by magnitude, where values between the
   * years 2000 and 2100 are an epoch in that unit; smaller ones with a fraction are seconds, without one they are of unknown unit.
   */
  readonly timeUnit?: TimeUnit;
  /** Samples a second (Hz), > 0. Overrides what comments and stamps say. */
  readonly sampleRate?: number;
  /** Samples in each channel of a frame, 1 to 1048576. Defaults to 1024; the last frame and one before a gap may be shorter. */
  readonly frameLength?: number;
  /**
   * What a cell without a value does (empty, NA, N/A, #N/A, NaN, null, none, `-`, `?`, in any case; `#N/A` at the beginning of a
   * line is a comment unless `comment` says otherwise). `error` ends the stream;
   * `hold` repeats the value before; `nan` gives NaN; `interpolate` draws a line from the value before to the value behind, level
   * where there is only one of them. Defaults to `error`. Infinities are values.
   */
  readonly missing?: Filling;
  /** The most values missing in a row that `interpolate` waits for, 1 to 16777216. Defaults to 1024. */
  readonly maxInterpolate?: number;
  /**
   * What a row does that has too few or too many fields, text for a number, no time, or a broken quote: `error` ends the stream,
   * `skip` leaves it out, counts it, and lets `start` jump over it. Defaults to `error`.
   */
  readonly badRows?: 'error' | 'skip';
  /**
   * With a time column, an interval above 1.5 times the median is a gap: `mark` ends the frame and lets `start` jump by the samples
   * that are missing; `ignore` goes on as if there were none. Both count it. Defaults to `mark`.
   */
  readonly gaps?: 'mark' | 'ignore';
  /** Called once when a reading ends, however it ends. */
  readonly onReport?: (report: CsvReport) => void;
}

/** Options, checked and with their defaults. */
export interface CsvSettings {
  readonly delimiter: Delimiter | undefined;
  readonly decimal: '.' | ',' | undefined;
  readonly header: boolean | undefined;
  /** '' when there are no comments. */
  readonly comment: string;
  readonly quote: boolean;
  readonly encoding: 'utf8' | 'latin1';
  readonly columns: readonly (string | number)[] | undefined;
  readonly time: string | number | false | undefined;
  readonly timeUnit: TimeUnit | undefined;
  readonly sampleRate: number | undefined;
  readonly frameLength: number;
  readonly missing: Filling;
  readonly maxInterpolate: number;
  readonly badRows: 'error' | 'skip';
  readonly gaps: 'mark' | 'ignore';
  readonly onReport: ((report: CsvReport) => void) | undefined;
}

/** The most columns a table may have. */
export const MAX_COLUMNS = 4096;

/** Options checked; the caller's object is not kept. */
export function csvSettings({
  delimiter,
  decimal,
  header,
  comment = '#',
  quote = true,
  encoding = 'utf8',
  columns,
  time,
  timeUnit,
  sampleRate,
  frameLength = 1024,
  missing = 'error',
  maxInterpolate = 1024,
  badRows = 'error',
  gaps = 'mark',
  onReport,
}: CsvOptions): CsvSettings {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  if (decimal !== undefined) checkOneOf('csv', 'decimal', decimal, ['.', ',']);
  if (delimiter !== undefined && delimiter === decimal) {
    throw new OptionRangeError(`csv: delimiter and decimal must differ, got ${show(delimiter)} for both`);
  }
  if (delimiter !== undefined && delimiter === comment) {
    throw new OptionRangeError(`csv: delimiter and comment must differ, got ${show(delimiter)} for both`);
  }
  if (header !== undefined) checkBoolean('csv', 'header', header);
  if (comment !== false) checkComment(comment);
  checkBoolean('csv', 'quote', quote);
  checkOneOf('csv', 'encoding', encoding, ['utf8', 'latin1']);
  if (columns !== undefined) checkColumns(columns);
  if (time !== undefined && time !== false) checkColumn('time', time);
  if (timeUnit !== undefined) checkOneOf('csv', 'timeUnit', timeUnit, ['s', 'ms', 'us', 'ns']);
  if (sampleRate !== undefined) checkPositive('csv', 'sampleRate', sampleRate);
  checkInteger('csv', 'frameLength', frameLength, 1, 2 ** 20);
  checkOneOf('csv', 'missing', missing, ['error', 'hold', 'nan', 'interpolate']);
  checkInteger('csv', 'maxInterpolate', maxInterpolate, 1, 2 ** 24);
  checkOneOf('csv', 'badRows', badRows, ['error', 'skip']);
  checkOneOf('csv', 'gaps', gaps, ['mark', 'ignore']);
  if (onReport !== undefined) checkFunction('csv', 'onReport', onReport);
  return {
    delimiter,
    decimal,
    header,
    comment: comment === false ? '' : comment,
    quote,
    encoding,
    columns: columns && [...columns],
    time,
    timeUnit,
    sampleRate,
    frameLength,
    missing,
    maxInterpolate,
    badRows,
    gaps,
    onReport,
  };
}

function checkDelimiter(delimiter: unknown): void {
  const rule = `csv: delimiter must be 'space' or one ASCII character that no number, name or quote holds`;
  if (typeof delimiter !== 'string') throw new OptionTypeError(`${rule}, got ${show(delimiter)}`);
  if (delimiter !== 'space' && !/^[\t!#$%&*,/:;<=>?@\\^_`{|}~]$/.test(delimiter)) {
    throw new OptionRangeError(`${rule}, got ${show(delimiter)}`);
  }
}

function checkComment(comment: unknown): void {
  const rule = 'csv: comment must be false or 1 to 8 printable ASCII characters that begin no number and no quote';
  if (typeof comment !== 'string') throw new OptionTypeError(`${rule}, got ${show(comment)}`);
  if (!/^[!#$%&'()*/:;<=>?@A-Z[\\\]^_`a-z{|}~][!-~]{0,7}$/.test(comment)) {
    throw new OptionRangeError(`${rule}, got ${show(comment)}`);
  }
}

function checkColumn(option: string, column: unknown): void {
  if (typeof column === 'number') checkInteger('csv', option, column, 0, MAX_COLUMNS - 1);
  else if (typeof column !== 'string') {
    throw new OptionTypeError(`csv: ${option} must be a name or an index, got ${show(column)}`);
  }
}

function checkColumns(columns: unknown): void {
  if (!Array.isArray(columns)) {
    throw new OptionTypeError(`csv: columns must be a list of names or indexes, got ${show(columns)}`);
  }
  if (columns.length === 0 || columns.length > MAX_COLUMNS) {
    throw new OptionRangeError(`csv: columns must name 1 to ${MAX_COLUMNS} columns, got ${columns.length}`);
  }
  for (const column of columns as unknown[]) checkColumn('columns', column);
}
