import { OptionRangeError } from '../../lib/errors.js';
import { isMissing, numberOf } from './cells.js';
import type { DateOrder } from './calendar.js';
import { type ColumnSketch, findColumn } from './columns.js';
import { countParser, daysParser, dayStampParser } from './counts.js';
import { type Instant, nanosecondsBetween, parseText } from './instant.js';
import type { StampParser } from './rowParser.js';
import { isCounterName, isTimeName, isTimePart, type TimeUnit, timeUnitOf, unitInName } from './timeName.js';
import { textParser, timeTextFormat } from './timeText.js';

/** A time column and how its stamps are written. */
export interface TimeColumn {
  readonly index: number;
  readonly name: string;
  /**
   * ISO 8601 text; a date in another form, alone or with a time; a time of day; a count since 1970; days as spreadsheets, MATLAB or
   * astronomers count them; or a count since anything.
   */
  readonly format: 'iso' | 'date' | 'clock' | 'epoch' | 'days' | 'relative';
  /** Unit of a count; absent for text and where unknown. */
  readonly unit?: TimeUnit;
  /** Where the unit of a count comes from; `assumed` where nothing says it. */
  readonly unitFrom?: 'option' | 'header' | 'file' | 'magnitude' | 'assumed';
  /** Order of the numbers in a date. */
  readonly order?: DateOrder;
  /** Whether `10:30` may be hours and minutes or minutes and seconds, or dates days or months, so that the length of a step is unknown. */
  readonly vague?: boolean;
  /** Whether day and month may be the other way round. */
  readonly ambiguous?: boolean;
  /** A column with the dates to these times of day. */
  readonly date?: {
    readonly index: number;
    readonly name: string;
    readonly format: 'iso' | 'date';
    readonly order?: DateOrder;
  };
}

/** 2000-01-01 and 2050-01-01 in s since 1970: a count between them is taken for an epoch. */
const [EPOCH_MIN, EPOCH_MAX] = [946684800, 2524608000];

/** How to read the stamps of a time column. A count of unknown unit is read as if in seconds. */
export function stampsOf(time: TimeColumn | undefined, decimal: '.' | ','): StampParser {
  if (time === undefined) return textParser({ format: 'iso' });
  const { format, order, unit = 's' } = time;
  if (format === 'iso' || format === 'clock') return textParser({ format });
  if (format === 'date') return textParser({ format, ...(order && { order }) });
  return format === 'days'
    ? dayStampParser(decimal)
    : unit === 'min' || unit === 'h' || unit === 'd'
      ? daysParser(unit, decimal)
      : countParser(unit, decimal);
}

/** How to read the dates of a column beside the times of day. */
export function datesOf(time: TimeColumn | undefined): StampParser | undefined {
  const date = time?.date;
  return date && textParser({ format: date.format, ...(date.order && { order: date.order }) });
}

/** Whether a stamp is a point in time, and not just a distance. */
export function isAbsolute({ format, date, ambiguous }: TimeColumn): boolean {
  return !ambiguous && (date !== undefined || (format !== 'relative' && format !== 'clock'));
}

/** Whether the length of a step is known in seconds. */
export function isScaled({ format, unit, vague }: TimeColumn): boolean {
  return !vague && (format !== 'relative' || unit !== undefined);
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
  readonly dateOrder: DateOrder | undefined;
  /** Columns of notes beside the table. */
  readonly notes: ReadonlySet<number>;
  /** What the file says of the unit of its time axis, and of its rate. */
  readonly said: { readonly timeUnit?: string; readonly sampleRate?: number };
}

/**
 * The time column: the one that is asked for; else, among the columns that are called by a time, hold dates or times, or have a unit
 * of time, the first whose steps have a known length; else a first column that rises evenly. A guessed one must advance, or go
 * back all the way, in the probed rows.
 *
 * @internal
 */
export function timeColumn(question: TimeQuestion): TimeColumn | undefined {
  const { columns, taken, time } = question;
  if (time === false) return undefined;
  if (time !== undefined) {
    const column = findColumn(question.file, 'time', columns, time);
    if (!taken.has(column.index)) return withDate(formatOf(column, question, true), question);
    throw new OptionRangeError(`csv: column ${JSON.stringify(column.name)} cannot be both time and one of columns`);
  }
  const free = columns.filter(c => !taken.has(c.index));
  const found = free
    .filter(c => isClock(c, question))
    .map(c => withDate(formatOf(c, question, isTimeName(c.name)), question))
    .filter(format => advances(format, question))
    .map((format, k) => ({ format, rank: rankOf(format, question) + k / 1e4 }))
    .sort((a, b) => a.rank - b.rank);
  if (found.length > 0) return found[0].format;
  const first = free.find(c => c.kind === 'number' && !question.notes.has(c.index));
  if (first && (first.index === 0 || question.notes.size > 0) && columns.length > 1 && risesEvenly(first, question)) {
    const format = formatOf(first, question, false);
    return isCounterName(first.header) && format.unit === undefined && first.header !== '' ? undefined : format;
  }
  return undefined;
}

/** Whether a column may be a clock: by its name, its unit, its texts, or as an epoch in front. */
export function isClock(column: ColumnSketch, question: TimeQuestion): boolean {
  const { kind, name, unit, index } = column;
  if (kind === 'time') return true;
  if (kind !== 'number' || isTimePart(name)) return kind === 'number' && index === 0 && timeUnitOf(name) !== undefined;
  if (isTimeName(name) || isDayUnit(unit)) return true;
  return (index === 0 || isCounterName(column.header)) && formatOf(column, question, false).format === 'epoch';
}

/** A unit of time in brackets says a clock; a pulse of so many ms does not rise all the time, which is looked at later. */
function isDayUnit(unit: string): boolean {
  return timeUnitOf(unit) !== undefined;
}

/** The better one has the lower rank: known steps, then points in time, then stamps that do not repeat. */
function rankOf(format: TimeColumn, { rows, decimal }: TimeQuestion): number {
  const steps = intervalsOf(format, rows, decimal);
  const repeats = steps.filter(step => step === 0).length > 0.5 * steps.length;
  return (isScaled(format) && format.unitFrom !== 'assumed' ? 0 : 4) + (repeats ? 2 : 0) + (isAbsolute(format) ? 0 : 1);
}

/** The first cell with a value. */
function firstOf(index: number, rows: readonly (readonly string[])[]): string | undefined {
  return rows.find(row => !isMissing(row[index]))?.[index];
}

function formatOf(column: ColumnSketch, question: TimeQuestion, named: boolean): TimeColumn {
  const { rows, decimal, timeUnit, dateOrder, said } = question;
  const { index, name, unit: written, kind } = column;
  if (kind === 'time' && timeUnit === undefined) {
    const texts = rows.flatMap(row => (isMissing(row[index]) ? [] : [row[index]]));
    const found = timeTextFormat(texts, dateOrder);
    if (found) {
      const { format, order, ambiguous, vague: either } = found;
      const vague = either ?? (format === 'clock' && isVague(texts, name, written));
      return { index, name, format, ...(order && { order }), ...(ambiguous && { ambiguous }), ...(vague && { vague }) };
    }
    return { index, name, format: 'iso' };
  }
  const first = firstOf(index, rows) ?? '';
  const inUnit = (unit: 's' | 'ms' | 'us' | 'ns') => isEpoch(first, unit, decimal);
  const byHeader = timeUnitOf(written) ?? unitInName(name) ?? (index === 0 ? timeUnitOf(name) : undefined);
  const known = timeUnit ?? byHeader ?? (named && said.timeUnit !== undefined ? timeUnitOf(said.timeUnit) : undefined);
  const unitFrom = timeUnit ? 'option' : byHeader ? 'header' : 'file';
  if (known === 'd')
    return { index, name, format: calendarOf(first, decimal) ? 'days' : 'relative', unit: 'd', unitFrom };
  if (known === 'min' || known === 'h') return { index, name, format: 'relative', unit: known, unitFrom };
  if (known) return { index, name, format: inUnit(known) ? 'epoch' : 'relative', unit: known, unitFrom };
  const unit = (['s', 'ms', 'us', 'ns'] as const).find(inUnit);
  if (unit) return { index, name, format: 'epoch', unit, unitFrom: 'magnitude' };
  if (/date|datum|fecha|julian|^jd$|serial|excel/i.test(name) && calendarOf(first, decimal)) {
    return { index, name, format: 'days', unit: 'd', unitFrom: 'magnitude' };
  }
  const bySaid = unitBySaid({ index, name, format: 'relative' }, question);
  if (bySaid) return { index, name, format: 'relative', unit: bySaid, unitFrom: 'file' };
  const fraction = rows.some(row => row[index].includes(decimal));
  return { index, name, format: 'relative', ...(fraction && named && { unit: 's', unitFrom: 'assumed' }) };
}

/** Whether times are of two numbers and nothing says which: from midnight or zero on, or called a duration. */
function isVague(texts: readonly string[], name: string, unit: string): boolean {
  if (/^hh?:mm$/i.test(unit) || !texts.every(text => /^\d+:\d\d$/.test(text))) return false;
  return (
    /elapsed|duration|dauer|lauf|relative|mm:ss/i.test(`${name} ${unit}`) ||
    /^0+:/.test(texts[0]) ||
    texts.some(text => Number.parseInt(text) > 24)
  );
}

function isEpoch(text: string, unit: 's' | 'ms' | 'us' | 'ns', decimal: '.' | ','): boolean {
  const now: Instant = { seconds: 0, nanos: 0 };
  return parseText(text, countParser(unit, decimal), now) && now.seconds >= EPOCH_MIN && now.seconds < EPOCH_MAX;
}

/** Whether a count of days is one of a calendar, between 2000 and 2050. */
function calendarOf(text: string, decimal: '.' | ','): boolean {
  const now: Instant = { seconds: 0, nanos: 0 };
  return parseText(text, dayStampParser(decimal), now) && now.seconds >= EPOCH_MIN && now.seconds < EPOCH_MAX;
}

/** The unit under which the steps are those of the rate that the file states. */
function unitBySaid(time: TimeColumn, { rows, decimal, said }: TimeQuestion): TimeUnit | undefined {
  const steps = intervalsOf({ ...time, unit: 's' }, rows, decimal).filter(step => step > 0);
  if (said.sampleRate === undefined || steps.length === 0) return undefined;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length / 1e9;
  const units = [
    ['s', 1],
    ['ms', 1e-3],
    ['us', 1e-6],
    ['ns', 1e-9],
  ] as const;
  return units.find(([, factor]) => Math.abs(mean * factor * (said.sampleRate ?? 0) - 1) < 0.02)?.[0];
}

/** Times of day with the column of dates beside them, if there is one. */
function withDate(time: TimeColumn, { columns, rows, taken, dateOrder }: TimeQuestion): TimeColumn {
  if (time.format !== 'clock') return time;
  for (const column of columns) {
    if (column.index === time.index || taken.has(column.index)) continue;
    if (column.kind !== 'time' && !(column.kind === 'number' && /date|datum|fecha/i.test(column.name))) continue;
    const texts = rows.flatMap(row => (isMissing(row[column.index]) ? [] : [row[column.index]]));
    if (column.kind === 'number' && !texts.every(text => /^\d{8}$/.test(text))) continue;
    const found = timeTextFormat(texts, dateOrder);
    if (found?.format !== 'iso' && found?.format !== 'date') continue;
    const { format, order, ambiguous, dateOnly } = found;
    if (!dateOnly) continue;
    const date = { index: column.index, name: column.name, format, ...(order && { order }) };
    return { ...time, date, ...(ambiguous && { ambiguous }) };
  }
  return time;
}

/** Whether the stamps go one way on the whole; where the name says nothing, they must never turn. */
function advances(time: TimeColumn, { rows, decimal }: TimeQuestion): boolean {
  const steps = intervalsOf(time, rows, decimal);
  if (rows.length < 2) return true;
  const down = steps.filter(step => step < 0).length;
  const up = steps.filter(step => step > 0).length;
  const named = isTimeName(time.name) || (time.format !== 'relative' && time.format !== 'epoch');
  return up + down > 0 && Math.min(up, down) <= (named ? 0.3 * steps.length : 0);
}

/** The fewest rows that show an even rise. */
const EVEN_ROWS = 10;

/** Whether a column rises by the same step from row to row, as far as its digits tell, and its unit is none of something else. */
function risesEvenly(
  { index, kind, unit }: ColumnSketch,
  { rows, decimal }: Pick<TimeQuestion, 'rows' | 'decimal'>,
): boolean {
  if (
    kind !== 'number' ||
    rows.length < EVEN_ROWS ||
    (unit !== '' && timeUnitOf(unit) === undefined && !isCounterName(unit))
  )
    return false;
  const values = rows.map(row => numberOf(row[index], decimal) ?? NaN);
  const mean = (values[values.length - 1] - values[0]) / (values.length - 1);
  if (!(mean > 0)) return false;
  const digits = Math.max(...rows.slice(0, 100).map(row => row[index].split(decimal)[1]?.length ?? 0));
  const slack = Math.max(1e-6 * mean, Math.min(1.01 * 10 ** -digits, 0.4 * mean));
  return values.every((value, i) => i === 0 || Math.abs(value - values[i - 1] - mean) <= slack);
}

/** Reads the stamps of rows one after another, times of day over midnight among them. */
export function stampReader(time: TimeColumn, decimal: '.' | ','): (row: readonly string[], out: Instant) => boolean {
  const parse = stampsOf(time, decimal);
  const dates = datesOf(time);
  const unwrap = midnight(time);
  const day: Instant = { seconds: 0, nanos: 0 };
  return (row, out) => {
    if (!parseText(row[time.index], parse, out)) return false;
    if (dates && time.date) {
      if (!parseText(row[time.date.index], dates, day)) return false;
      out.seconds += day.seconds;
    } else unwrap?.(out);
    return true;
  };
}

const HALF_DAY = 43200;

/** Lets times of day without a date go on over midnight: a step back of more than half a day is a new day. */
export function midnight(time: TimeColumn): ((now: Instant) => void) | undefined {
  if (time.format !== 'clock' || time.date) return undefined;
  let last: number | undefined;
  let days = 0;
  return now => {
    if (last !== undefined && now.seconds - last < -HALF_DAY && last < 2 * HALF_DAY) days++;
    else if (last !== undefined && now.seconds - last > HALF_DAY && days > 0) days--;
    last = now.seconds;
    now.seconds += days * 2 * HALF_DAY;
  };
}

/** ns from each stamp to the next in the probed rows; cells that hold none are passed over. */
export function intervalsOf(time: TimeColumn, rows: readonly (readonly string[])[], decimal: '.' | ','): number[] {
  const read = stampReader(time, decimal);
  let last: Instant | undefined;
  const steps: number[] = [];
  for (const row of rows) {
    const now = { seconds: 0, nanos: 0 };
    if (!read(row, now)) continue;
    if (last) steps.push(nanosecondsBetween(last, now));
    last = now;
  }
  return steps;
}
