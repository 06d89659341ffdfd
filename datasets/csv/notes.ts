import { show } from '../../lib/check.js';
import type { CsvDescription } from './description.js';
import type { HeadFacts } from './facts.js';
import { numberOf } from './cells.js';
import type { Layout } from './layout.js';
import type { Pace } from './pace.js';

/** What {@link probeNotes} looks at beside the description. */
export interface NoteQuestion {
  readonly layout: Layout;
  readonly pace: Pace | undefined;
  /** The rate that the stamps say, in Hz. */
  readonly timed: number | undefined;
  readonly facts: HeadFacts;
}

/** Rates of a file and of its stamps that differ by more than this share contradict each other. */
const CONTRADICTION = 0.02;

/** How many rows are searched for suspicious numbers. */
const LOOK = 500;

/** Numbers that loggers write for no value. */
const SENTINELS: ReadonlySet<number> = new Set([
  -99, -999, -9999, -99999, -200, 9999, 99999, 999999, -32768, 32767, 65535, 9.9e37, 9.91e37, -9.9e37, 1e30, -1e30,
  1e10,
]);

/** What a reader of the file should know or may want to say: assumptions, contradictions, suspicions. @internal */
export function probeNotes(description: CsvDescription, question: NoteQuestion): string[] {
  const { time, info, rateFrom } = description;
  const { pace, timed, facts } = question;
  const notes: string[] = [];
  const name = time && show(time.name);
  if (time?.unitFrom === 'assumed' && rateFrom === 'time') {
    notes.push(`nothing says the unit of ${name}: it is taken for seconds, option timeUnit says another`);
  }
  if (time && time.format === 'relative' && time.unit === undefined && info.sampleRate === undefined) {
    notes.push(`nothing says the unit of ${name}, so the rate is unknown: option timeUnit or sampleRate gives it`);
  }
  if (time?.vague && !time.ambiguous && info.sampleRate === undefined) {
    notes.push(
      `the times in ${name} may be hours and minutes or minutes and seconds, so the rate is unknown: option sampleRate gives it`,
    );
  } else if (
    time &&
    !time.vague &&
    info.sampleRate === undefined &&
    (time.format !== 'relative' || time.unit !== undefined)
  ) {
    notes.push(`the stamps in ${name} follow no even step, so the rate is unknown: option sampleRate gives it`);
  }
  if (time?.ambiguous) {
    notes.push(
      `day and month in ${show(time.date?.name ?? time.name)} may be the other way round, so the start ${time.vague ? 'and the rate are' : 'is'} unknown: dateOrder: 'dmy' or dateOrder: 'mdy' says it`,
    );
  }
  if (time?.reversed)
    notes.push(`the newest row comes first: samples are read in the order of the file, backward in time`);
  if (pace && pace.batch > 1) {
    notes.push(
      `rows come in batches of ${pace.batch}, so their stamps say when they came; the rate is count over span, option sampleRate says another`,
    );
  }
  if (timed !== undefined && facts.sampleRate !== undefined && rateFrom === 'file') {
    const stated = facts.sampleRate;
    if (Math.abs(timed / stated - 1) > CONTRADICTION) {
      notes.push(
        `the file states ${Number(stated.toPrecision(6))} Hz and its stamps say ${Number(timed.toPrecision(6))} Hz: option sampleRate settles it`,
      );
    }
  }
  return [...notes, ...columnNotes(description, question)];
}

function columnNotes(description: CsvDescription, { layout }: NoteQuestion): string[] {
  const { columns, decimal, delimiter, header } = description;
  const notes: string[] = [];
  if (
    delimiter === ',' &&
    header === 'none' &&
    !description.time &&
    layout.width === 2 &&
    layout.rows.every(({ fields }) => /^[+-]?\d+$/.test(fields[0]) && /^\d+$/.test(fields[1]))
  ) {
    notes.push(`each row may be one number with a decimal comma: decimal: ',' reads it so`);
  }
  for (const { index, name, role } of columns) {
    if (role !== 'channel') continue;
    const values = layout.rows.slice(0, LOOK).flatMap(({ fields }) => numberOf(fields[index], decimal) ?? []);
    const suspect = sentinelOf(values);
    if (suspect)
      notes.push(
        `${show(name)} is ${suspect.value} in ${suspect.count} of ${values.length} probed rows, far from all other values: missingValues: [${suspect.value}] if that means no value`,
      );
  }
  return notes;
}

/** A number that may stand for no value: a known one, that comes again and stands apart from all others by more than their span. */
function sentinelOf(values: readonly number[]): { readonly value: number; readonly count: number } | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const x of values) {
    least = Math.min(least, x);
    most = Math.max(most, x);
  }
  for (const value of [least, most]) {
    if (!SENTINELS.has(value)) continue;
    const others = values.filter(x => x !== value);
    const count = values.length - others.length;
    if (count < 2 || others.length < 3) continue;
    let [min, max] = [Infinity, -Infinity];
    for (const x of others) {
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    const distance = value < min ? min - value : value > max ? value - max : 0;
    if (distance > Math.max(max - min, 1e-9)) return { value, count };
  }
  return undefined;
}
