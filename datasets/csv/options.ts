import type { OptionKeys } from '../../lib/options.js';
import { ROW_SOURCE_OPTIONS } from '../rows/rowFrames.js';
import { checkBoolean, checkFunction, checkInteger, checkOneOf, checkPositive, show } from '../../lib/check.js';
import { OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import { checkSignal } from '../bytes/abortable.js';
import type { LabelChange } from '../../lib/labelChange.js';
import type { Filling } from '../../lib/framing/rowFramer.js';
import type { SourceOptions } from '../source.js';
import type { DateOrder } from './calendar.js';
import type { CsvReport } from './report.js';
import type { Delimiter } from './fields.js';
import type { TimeUnit } from './timeName.js';

/** Options of {@link csv}. What is not given is guessed from the head of the file; `probe()` tells the guesses. */
export interface CsvOptions extends Omit<SourceOptions, 'onReport'> {
  /**
   * What separates fields: one ASCII character, or `space` for any run of spaces and tabs (where quotes then mean nothing).
   * Guessed among `,` `;` tab `|` and `space`; `,` wins where two fit alike. A first line `sep=;` says it.
   */
  readonly delimiter?: ',' | ';' | '\t' | '|' | 'space' | (string & {});
  /** Decimal mark. Guessed; `.` wins where both fit alike. The other mark may set thousands apart in front of a fraction. */
  readonly decimal?: '.' | ',';
  /**
   * Whether rows of names stand above the table. Guessed: they do where text stands above columns of numbers or times. Under it a
   * row of units may follow. What stands above the names is a preamble, which is searched for a sample rate and passed over.
   */
  readonly header?: boolean;
  /** How many lines at the beginning of the file are passed over, 0 to 10000. Defaults to 0: a preamble is found without it. */
  readonly skipLines?: number;
  /** What a comment line begins with, or false when there are none. Defaults to `#`, and to `%`, `//` and `;` where they head lines at the beginning of the file. */
  readonly comment?: string | false;
  /** Whether `"` quotes fields as in RFC 4180; false makes it an ordinary character. Defaults to true. */
  readonly quote?: boolean;
  /**
   * `utf8`, where an invalid byte is an error, or `latin1`. By default lines are UTF-8, and Latin-1 where they are not. UTF-16 is
   * told by its byte order mark or its zero bytes.
   */
  readonly encoding?: 'utf8' | 'latin1';
  /**
   * The columns to read, by name or by index from 0, in the order of the channels. Defaults to all that hold numbers in the probed
   * rows, without clocks and counters of rows. A name that comes twice gets `.2`, a missing one is `ch` and the index.
   */
  readonly columns?: readonly (string | number)[];
  /**
   * The time column, by name or index, or false when there is none. Guessed: a column that is called by a time, holds dates or
   * times, or has a unit of time, and whose stamps advance; else a first column that rises evenly. A column of dates beside one of
   * times of day is taken with it.
   */
  readonly time?: string | number | false;
  /**
   * Unit of a numeric time column. Guessed: from the header, a row of units or the name (`t [ms]`, `time_us`, `millis`), else by
   * magnitude where values between the years 2000 and 2050 are an epoch in that unit. Seconds with a fraction are assumed under a
   * name like `time`, and said so in `notes`; else the unit and the rate are unknown. `d` counts days: since 1899-12-30 as
   * spreadsheets do, since year 0 or by the Julian calendar where the magnitude is such.
   */
  readonly timeUnit?: TimeUnit;
  /** In which order a date is written: `ymd`, `dmy` or `mdy`. Guessed: by the size of the numbers, else by the order that makes the steps even. */
  readonly dateOrder?: DateOrder;
  /**
   * What a cell without a value does: `error` ends the stream; `hold` repeats the value before; `nan` gives NaN; `interpolate`
   * draws a line from the value before to the value behind, level where there is only one of them. Defaults to `error`.
   *
   * Such cells are empty, hold a word that programs and instruments write (`NA`, `NaN`, `null`, `-`, `#N/A`, `1.#QNAN`, `OL`,
   * `ovf`, `Bad` and their like, in any case), one of `missingValues`, or text that is no number. Infinities are values.
   */
  readonly missing?: Filling;
  /** Numbers and texts that stand for no value too: `[-200, -999]`. */
  readonly missingValues?: readonly (number | string)[];
  /** The most values missing in a row that `interpolate` waits for, 1 to 16777216. Defaults to 1024. */
  readonly maxInterpolate?: number;
  /**
   * What a row does that has too few or too many fields, no time, a NUL byte, a broken quote, or is a summary (`Total`): `error` ends
   * the stream, `skip` leaves it out, counts it, and lets `start` jump over it. Defaults to `error`.
   */
  readonly badRows?: 'error' | 'skip';
  /**
   * With a time column, stamps that are late beyond their own jitter are a gap: `mark` ends the frame and lets `start` jump by the
   * samples that are missing; `ignore` goes on as if there were none. Both count it. Defaults to `mark`. Where stamps jitter by
   * more than an eighth of the period, a gap is marked once rows enough are late to prove it, some rows behind the place.
   */
  readonly gaps?: 'mark' | 'ignore';
  /** A column of labels of the rows, texts or numbers, by name or index; it is no channel. None by default. */
  readonly labels?: string | number;
  /**
   * Called where the label changes, and with that of the first sample, before the frame that holds the sample is emitted. Empty cells,
   * `NA`, `NaN`, `null` and `missingValues` are no label.
   */
  readonly onLabel?: (change: LabelChange) => void;
  /** Called once when a reading ends, however it ends. */
  readonly onReport?: (report: CsvReport) => void;
}

/** Names of the options of tables. */
export const CSV_OPTIONS: OptionKeys<CsvOptions> = {
  ...ROW_SOURCE_OPTIONS,
  delimiter: true,
  decimal: true,
  header: true,
  skipLines: true,
  comment: true,
  quote: true,
  encoding: true,
  time: true,
  timeUnit: true,
  dateOrder: true,
  missingValues: true,
  labels: true,
  onLabel: true,
};

/** Options, checked and with their defaults. */
export interface CsvSettings {
  readonly delimiter: Delimiter | undefined;
  readonly decimal: '.' | ',' | undefined;
  readonly header: boolean | undefined;
  readonly skipLines: number;
  /** '' when there are no comments; undefined when the file shall tell. */
  readonly comment: string | undefined;
  readonly quote: boolean;
  readonly encoding: 'utf8' | 'latin1' | undefined;
  readonly columns: readonly (string | number)[] | undefined;
  readonly time: string | number | false | undefined;
  readonly timeUnit: TimeUnit | undefined;
  readonly dateOrder: DateOrder | undefined;
  readonly sampleRate: number | undefined;
  readonly frameLength: number;
  readonly missing: Filling;
  /** Numbers that stand for no value, as float32. */
  readonly missingNumbers: readonly number[];
  /** Texts that do, in lower case. */
  readonly missingTexts: ReadonlySet<string>;
  readonly maxInterpolate: number;
  readonly badRows: 'error' | 'skip';
  readonly gaps: 'mark' | 'ignore';
  readonly maxExpanded: number;
  readonly labels: string | number | undefined;
  readonly onLabel: CsvOptions['onLabel'];
  readonly onProgress: CsvOptions['onProgress'];
  readonly onReport: CsvOptions['onReport'];
  readonly signal: AbortSignal | undefined;
}

/** The most lines that `skipLines` passes over. */
const MAX_SKIP = 10000;

const TIME_UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns', 'min', 'h', 'd'];

/** The most columns a table may have. */
export const MAX_COLUMNS = 4096;

/** Options checked; the caller's object is not kept. */
export function csvSettings({
  delimiter,
  decimal,
  header,
  skipLines = 0,
  comment,
  quote = true,
  encoding,
  columns,
  time,
  timeUnit,
  dateOrder,
  sampleRate,
  frameLength = 1024,
  missing = 'error',
  missingValues = [],
  maxInterpolate = 1024,
  badRows = 'error',
  gaps = 'mark',
  maxExpanded = 2 ** 34,
  labels,
  onLabel,
  onProgress,
  onReport,
  signal,
}: CsvOptions): CsvSettings {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  if (decimal !== undefined) checkOneOf('csv', 'decimal', decimal, ['.', ',']);
  if (delimiter !== undefined && delimiter === decimal) {
    throw new OptionRangeError(`csv: delimiter and decimal must differ, got ${show(delimiter)} for both`);
  }
  if (delimiter !== undefined && delimiter === (comment ?? '#')) {
    throw new OptionRangeError(`csv: delimiter and comment must differ, got ${show(delimiter)} for both`);
  }
  if (header !== undefined) checkBoolean('csv', 'header', header);
  checkInteger('csv', 'skipLines', skipLines, 0, MAX_SKIP);
  if (comment !== undefined && comment !== false) checkComment(comment);
  checkBoolean('csv', 'quote', quote);
  if (encoding !== undefined) checkOneOf('csv', 'encoding', encoding, ['utf8', 'latin1']);
  if (columns !== undefined) checkColumns(columns);
  if (time !== undefined && time !== false) checkColumn('time', time);
  if (timeUnit !== undefined) checkOneOf('csv', 'timeUnit', timeUnit, TIME_UNITS);
  if (dateOrder !== undefined) checkOneOf('csv', 'dateOrder', dateOrder, ['ymd', 'dmy', 'mdy']);
  if (sampleRate !== undefined) checkPositive('csv', 'sampleRate', sampleRate);
  checkInteger('csv', 'frameLength', frameLength, 1, 2 ** 20);
  checkOneOf('csv', 'missing', missing, ['error', 'hold', 'nan', 'interpolate']);
  checkMissingValues(missingValues);
  checkInteger('csv', 'maxInterpolate', maxInterpolate, 1, 2 ** 24);
  checkOneOf('csv', 'badRows', badRows, ['error', 'skip']);
  checkOneOf('csv', 'gaps', gaps, ['mark', 'ignore']);
  checkInteger('csv', 'maxExpanded', maxExpanded, 1);
  if (labels !== undefined) checkColumn('labels', labels);
  if (onLabel !== undefined) checkFunction('csv', 'onLabel', onLabel);
  if (onLabel && labels === undefined)
    throw new OptionRangeError('csv: onLabel needs labels, the column that holds them');
  if (onProgress !== undefined) checkFunction('csv', 'onProgress', onProgress);
  if (onReport !== undefined) checkFunction('csv', 'onReport', onReport);
  return {
    delimiter,
    decimal,
    header,
    skipLines,
    comment: comment === false ? '' : comment,
    quote,
    encoding,
    columns: columns && [...columns],
    time,
    timeUnit,
    dateOrder,
    sampleRate,
    frameLength,
    missing,
    missingNumbers: missingValues.map(value => Math.fround(Number(value))).filter(value => !Number.isNaN(value)),
    missingTexts: new Set(missingValues.map(value => String(value).trim().toLowerCase())),
    maxInterpolate,
    badRows,
    gaps,
    maxExpanded,
    labels,
    onLabel,
    onProgress,
    onReport,
    signal: checkSignal('csv', signal),
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

function checkMissingValues(values: unknown): void {
  if (!Array.isArray(values)) {
    throw new OptionTypeError(`csv: missingValues must be a list of numbers and texts, got ${show(values)}`);
  }
  for (const value of values as unknown[]) {
    if (typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value))) continue;
    throw new OptionTypeError(`csv: missingValues must be numbers and texts, got ${show(value)}`);
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
