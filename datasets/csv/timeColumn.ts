import { OptionRangeError } from '../../lib/errors.js';
import { type ColumnSketch, findColumn } from './columns.js';
import { type Instant, nanosecondsBetween, parseText } from './instant.js';
import type { TimeUnit } from './options.js';
import { type StampParser, stampParser } from './rowParser.js';

/** A time column and how its stamps are written. */
export interface TimeColumn {
  readonly index: number;
  readonly name: string;
  /** ISO 8601 text; a count since 1970; or a count since anything. */
  readonly format: 'iso' | 'epoch' | 'relative';
  /** Unit of a count; absent for text and where unknown. */
  readonly unit?: TimeUnit;
}

/** Powers of ten of a second. */
const SHIFTS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** 2000-01-01 and 2100-01-01 in s since 1970: a count between them is taken for an epoch. */
const [EPOCH_MIN, EPOCH_MAX] = [946684800, 4102444800];

const NAME =
  /^(time|timestamp|date|datetime|t|ts|epoch)(?:[ _-]?(s|sec|secs|seconds|ms|msec|millis|us|usec|micros|ns|nsec|nanos))?$/i;

/** How to read the stamps of a time column. A count of unknown unit is read as if in seconds. */
export function stampsOf(time: TimeColumn | undefined, decimal: '.' | ','): StampParser {
  return stampParser(time === undefined || time.format === 'iso' ? undefined : SHIFTS[time.unit ?? 's'], decimal);
}

/** What {@link timeColumn} looks at. */
export interface TimeQuestion {
  readonly file: string;
  readonly columns: readonly ColumnSketch[];
  /** Rows of as many fields as there are columns. */
  readonly rows: readonly (readonly string[])[];
  readonly decimal: '.' | ',';
  /** Columns that are channels for certain. */
  readonly taken: ReadonlySet<number>;
  readonly time: string | number | false | undefined;
  readonly timeUnit: TimeUnit | undefined;
}

/**
 * The time column: the one that is asked for; else one named as such, else the first of ISO 8601 texts, else a first column
 * that counts up through this century. A guessed one must advance in the probed rows.
 *
 * @internal
 */
export function timeColumn(question: TimeQuestion): TimeColumn | undefined {
  const { columns, taken, time } = question;
  if (time === false) return undefined;
  if (time !== undefined) {
    const column = findColumn(question.file, 'time', columns, time);
    if (!taken.has(column.index)) return formatOf(column, question);
    throw new OptionRangeError(`csv: column ${JSON.stringify(column.name)} cannot be both time and one of columns`);
  }
  const free = columns.filter(c => !taken.has(c.index));
  const texts = free.filter(c => c.kind === 'time');
  const guesses = [
    ...texts.filter(c => NAME.test(c.name)),
    ...free.filter(c => c.kind === 'number' && NAME.test(c.name)),
    ...texts,
    ...free.filter(c => c.kind === 'number' && c.index === 0 && formatOf(c, question).format === 'epoch'),
  ];
  for (const column of guesses) {
    const format = formatOf(column, question);
    if (advances(format, question, NAME.test(column.name))) return format;
  }
  return undefined;
}

function formatOf(column: ColumnSketch, { rows, decimal, timeUnit }: TimeQuestion): TimeColumn {
  const { index, name, unit: written, kind } = column;
  if (kind === 'time' && timeUnit === undefined) return { index, name, format: 'iso' };
  const cells = rows.map(row => row[index]);
  const [now, zero]: Instant[] = [
    { seconds: 0, nanos: 0 },
    { seconds: 0, nanos: 0 },
  ];
  const first = cells.find(cell => parseText(cell, stampParser(SHIFTS.ns, decimal), now));
  const inUnit = (unit: TimeUnit) => {
    if (first === undefined || !parseText(first, stampParser(SHIFTS[unit], decimal), now)) return false;
    const seconds = nanosecondsBetween(zero, now) / 1e9;
    return seconds >= EPOCH_MIN && seconds < EPOCH_MAX;
  };
  const known = timeUnit ?? unitOf(written) ?? unitOf(NAME.exec(name)?.[2] ?? '');
  if (known) return { index, name, format: inUnit(known) ? 'epoch' : 'relative', unit: known };
  const unit = (['s', 'ms', 'us', 'ns'] as const).find(inUnit);
  if (unit) return { index, name, format: 'epoch', unit };
  return { index, name, format: 'relative', ...(cells.some(cell => cell.includes(decimal)) && { unit: 's' as const }) };
}

function unitOf(text: string): TimeUnit | undefined {
  const word = text.toLowerCase().replace(/[µμ]/, 'u');
  if (/^(s|secs?|seconds?)$/.test(word)) return 's';
  if (/^(ms|msecs?|millis|milliseconds?)$/.test(word)) return 'ms';
  if (/^(us|usecs?|micros|microseconds?)$/.test(word)) return 'us';
  return /^(ns|nsecs?|nanos|nanoseconds?)$/.test(word) ? 'ns' : undefined;
}

/** Whether the stamps go up on the whole; where the name says nothing, they must never go down. */
function advances(time: TimeColumn, { rows, decimal }: TimeQuestion, named: boolean): boolean {
  const steps = intervalsOf(time, rows, decimal);
  const down = steps.filter(step => step < 0).length;
  if (named && rows.length < 2) return true;
  return steps.some(step => step > 0) && down <= (named || time.format === 'iso' ? steps.length / 10 : 0);
}

/** ns from each stamp to the next in the probed rows; cells that hold none are passed over. */
export function intervalsOf(time: TimeColumn, rows: readonly (readonly string[])[], decimal: '.' | ','): number[] {
  const parse = stampsOf(time, decimal);
  let last: Instant | undefined;
  const steps: number[] = [];
  for (const row of rows) {
    const now = { seconds: 0, nanos: 0 };
    if (!parseText(row[time.index], parse, now)) continue;
    if (last) steps.push(nanosecondsBetween(last, now));
    last = now;
  }
  return steps;
}
