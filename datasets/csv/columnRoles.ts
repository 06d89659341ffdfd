import { show } from '../../lib/check.js';
import { isMissing, valueOf } from './cells.js';
import type { ColumnSketch } from './columns.js';
import type { Row } from './layout.js';
import { isClock, type TimeColumn, type TimeQuestion } from './timeColumn.js';
import { isCounterName, isTimePart } from './timeName.js';

/** The fewest rows that show a count of rows without a name. */
const NAMELESS = 10;

/** What {@link ignoredColumns} looks at. */
export interface RoleQuestion extends TimeQuestion {
  readonly lines: readonly Row[];
  readonly timeColumn: TimeColumn | undefined;
}

/** Why columns are no channels, by their index: text, no value at all, a clock, a count of rows, a part of a date. @internal */
export function ignoredColumns(question: RoleQuestion): Map<number, string> {
  const { columns, taken, timeColumn: time } = question;
  const reasons = new Map<number, string>();
  for (const column of columns) {
    const { index } = column;
    if (taken.has(index) || index === time?.index) continue;
    const reason =
      index === time?.date?.index ? `the dates to the times in ${show(time.name)}` : reasonOf(column, question);
    if (reason !== undefined) reasons.set(index, reason);
  }
  return reasons;
}

function reasonOf(column: ColumnSketch, question: RoleQuestion): string | undefined {
  const { kind } = column;
  const { lines, decimal, timeColumn: time } = question;
  if (kind === 'empty') return `no value in the ${lines.length} probed rows`;
  if (kind === 'time') return time ? `dates or times, as ${show(time.name)} is` : 'dates or times that do not advance';
  if (kind === 'text') {
    const { texts, values, first } = countTexts(column, question);
    const share = values > 0 ? ` in ${texts} of ${texts + values} cells` : '';
    return `text${share}, first ${show(first?.text)} in line ${first?.line}`;
  }
  if (hasText(column, question) && isHeadOnly(column.index, lines)) {
    const { values, first } = countTexts(column, question);
    return `values in ${values} of ${lines.length} probed rows, and text, first ${show(first?.text)} in line ${first?.line}`;
  }
  if (question.time === false) return undefined;
  const leads = column.index === 0 && time !== undefined && column.unit === '';
  const [counter, part, clock] = [isCounterName(column.header), isTimePart(column.name), isClock(column, question)];
  if (!leads && !counter && !part && !clock) return undefined;
  const numbers = lines.map(({ fields }) => valueOf(fields[column.index], decimal) ?? NaN);
  if (leads && numbers.length >= NAMELESS && goesUp(numbers)) return 'it counts the rows';
  if (counter && counts(numbers, column, question)) return 'it counts the rows';
  if (part && isPart(numbers)) return 'a part of a date or time';
  if (clock && rises(numbers))
    return time ? `a second clock, beside ${show(time.name)}` : 'a clock that does not advance';
  return undefined;
}

/** Whether a column of numbers holds text too, among the rows where notes may stand. */
function hasText({ index }: ColumnSketch, { lines, decimal }: RoleQuestion): boolean {
  return lines
    .slice(0, NOTE_ROWS)
    .some(({ fields }) => !isMissing(fields[index]) && valueOf(fields[index], decimal) === undefined);
}

/** How many rows the notes beside a table take at most. */
const NOTE_ROWS = 30;

/** Whether a column holds values in the first rows alone, as notes beside a table do. */
export function isHeadOnly(index: number, lines: readonly Row[]): boolean {
  const last = lines.findLastIndex(({ fields }) => !isMissing(fields[index]));
  return last >= 0 && last < NOTE_ROWS && last < 0.5 * lines.length;
}

function countTexts({ index }: ColumnSketch, { lines, decimal }: RoleQuestion) {
  let [texts, values] = [0, 0];
  let first: { readonly text: string; readonly line: number } | undefined;
  for (const { fields, line } of lines) {
    const text = fields[index];
    if (isMissing(text)) continue;
    if (valueOf(text, decimal) !== undefined) values++;
    else {
      texts++;
      first ??= { text, line };
    }
  }
  return { texts, values, first };
}

/** Whether whole numbers go up by one from row to row, but for a few that are lost, or start again. A name of their own is needed behind the first column. */
function counts(numbers: readonly number[], { header, index }: ColumnSketch, { columns }: RoleQuestion): boolean {
  if (header === '' && (index > 0 || columns.length < 2 || numbers.length < NAMELESS)) return false;
  return numbers.length >= 3 && goesUp(numbers);
}

function goesUp(numbers: readonly number[]): boolean {
  if (!numbers.every(Number.isInteger)) return false;
  let ones = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] - numbers[i - 1] === 1) ones++;
  return ones >= 0.9 * (numbers.length - 1);
}

/** Whether numbers never fall, or never rise, and move at all. */
function rises(numbers: readonly number[]): boolean {
  const held = numbers.filter(x => !Number.isNaN(x));
  let [up, down] = [0, 0];
  for (let i = 1; i < held.length; i++) {
    if (held[i] > held[i - 1]) up++;
    else if (held[i] < held[i - 1]) down++;
  }
  return up + down > 0 && Math.min(up, down) <= 0.3 * held.length && Math.max(up, down) > 3 * Math.min(up, down);
}

/** Whether numbers are whole and none is negative, as the parts of a date are. */
function isPart(numbers: readonly number[]): boolean {
  return numbers.every(x => Number.isNaN(x) || (Number.isInteger(x) && x >= 0));
}
