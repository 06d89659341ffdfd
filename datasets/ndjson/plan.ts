import { show } from '../../lib/check.js';
import { OptionRangeError } from '../../lib/errors.js';
import { streamInfo } from '../../lib/frame.js';
import { fieldReader } from '../../lib/framing/rowCells.js';
import { isEpoch, readStamp, type Stamp, type StampUnit } from '../../lib/framing/stamp.js';
import { checkFrameSize, chosenColumns, type Reading, sourceError } from '../bytes/frameSource.js';
import { columnKinds, type ColumnSketch, sketchColumns } from '../csv/columns.js';
import { paceOf } from '../csv/pace.js';
import { intervalsOf, isScaled, timeColumn, type TimeColumn } from '../csv/timeColumn.js';
import { parseJson } from '../rows/parseJson.js';
import type { SourceColumn, SourceDescription } from '../source.js';
import { addLeaves, rowsOf } from './leaves.js';

/** How much is looked at before the first row is read. */
const [PROBE_BYTES, PROBE_ROWS] = [262144, 2000];

/** Elements of an array that are still likely to be channels, and not samples. */
const MANY = 64;

/** How to read a file of rows. */
export interface NdjsonPlan {
  readonly description: SourceDescription;
  /** Paths of the channels. */
  readonly fields: readonly string[];
  readonly time: { readonly field: string; readonly unit: StampUnit } | undefined;
  /** Names of all fields that were seen, without what is inside them. */
  readonly known: Set<string>;
}

/** What is asked for. */
export interface NdjsonWishes {
  readonly time: string | false | undefined;
  readonly timeUnit: StampUnit | undefined;
}

/**
 * Looks at the first rows, and stands where it stood.
 *
 * @throws {FormatError} when there is no row, or no number in the rows
 */
export async function ndjsonPlan(reading: Reading, wishes: NdjsonWishes): Promise<NdjsonPlan> {
  const rows = await probedRows(reading);
  const leaves = new Map<string, number>();
  for (const row of rows) addLeaves(row, leaves);
  const paths = [...leaves.keys()];
  const cells = table(rows, paths);
  const nested = rows.every(Array.isArray);
  const sketches = sketchColumns(nested ? undefined : paths, undefined, columnKinds(cells, paths.length, '.'));
  const columns = sketches.map((c, k) => ({ ...c, name: nested ? `ch${paths[k]}` : c.name }));
  const time = timeOf(reading, columns, cells, wishes, paths);
  const numbers = columns.filter(c => c.kind === 'number' && c.index !== time?.column.index);
  const chosen = chosenColumns(reading, columns) ?? numbers;
  if (chosen.length === 0) {
    const seen = columns.slice(0, 8).map(c => `${show(c.name)} (${c.kind})`);
    throw sourceError(reading, `holds no field of numbers in its first ${rows.length} rows, got ${seen.join(', ')}`);
  }
  checkFrameSize(reading, chosen.length);
  const { sampleRate } = reading.settings;
  const rate = sampleRate ?? time?.rate;
  const array = paths.filter(path => /\.\d+$/.test(path)).length;
  return {
    description: {
      name: reading.name,
      format: 'ndjson',
      info: streamInfo({
        channels: chosen.length,
        sampleRate: rate,
        epoch: time && epochOf(rows, paths[time.column.index], time.unit ?? 's'),
        names: chosen.map(c => c.name),
        units: chosen.map(c => c.unit),
      }),
      rateFrom: sampleRate !== undefined ? 'option' : rate === undefined ? 'unknown' : 'time',
      ...(time?.jitter !== undefined && { jitter: time.jitter }),
      columns: columns.map(c => columnOf(c, chosen, time?.column.index)),
      unread: [],
      details: {
        rows: nested ? 'arrays' : 'objects',
        time: time
          ? `${columns[time.column.index].name}, ${time.column.format}${time.unit ? ` in ${time.unit}` : ''}`
          : 'none',
      },
      notes: [
        ...(time && !time.unit && time.column.format !== 'iso'
          ? [`The unit of ${show(time.column.name)} is not known, so the rate is not; say it as timeUnit.`]
          : []),
        ...(array > MANY ? [`Rows hold arrays of ${array} values; each element is read as a channel of its own.`] : []),
      ],
    },
    fields: chosen.map(c => paths[c.index]),
    // stamps of an unknown unit can tell order, not time
    time:
      time && (time.unit || time.column.format === 'iso')
        ? { field: paths[time.column.index], unit: time.unit ?? 's' }
        : undefined,
    known: new Set(rows.flatMap(row => (Array.isArray(row) ? [] : Object.keys(row as object)))),
  };
}

async function probedRows(reading: Reading): Promise<unknown[]> {
  const head = await reading.bytes.peek(PROBE_BYTES);
  const text = new TextDecoder().decode(head); // drops a byte order mark
  const lines = text.split('\n');
  if (head.length >= PROBE_BYTES && lines.length > 1) lines.pop(); // the last one may be cut
  const rows: unknown[] = [];
  let failure: unknown;
  for (const line of lines) {
    if (rows.length >= PROBE_ROWS) break;
    if (line.trim() === '') continue;
    try {
      rows.push(...rowsOf(parseJson(line)).filter(row => typeof row === 'object' && row !== null));
    } catch (error) {
      failure ??= error;
    }
  }
  const document = /^\s*[[{]\s*$/.test(lines.find(line => line.trim() !== '') ?? '');
  if (rows.length > 0 && !document) return rows.slice(0, PROBE_ROWS);
  const advice = document
    ? 'it looks like one document over several lines; write one value a line, as with jq -c'
    : 'is this a file of JSON, one array or object a line?';
  throw sourceError(reading, `holds no row in its first ${head.length} bytes; ${advice}`, failure);
}

/** The cells as texts, '' where there is none. */
function table(rows: readonly unknown[], paths: readonly string[]): string[][] {
  const readers = paths.map(fieldReader);
  return rows.map(row =>
    readers.map(read => {
      const cell = read(row);
      if (typeof cell === 'boolean') return String(Number(cell));
      return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
    }),
  );
}

interface Timing {
  readonly column: TimeColumn;
  readonly unit: StampUnit | undefined;
  readonly rate: number | undefined;
  /** s */
  readonly jitter?: number | undefined;
}

function timeOf(
  reading: Reading,
  columns: readonly ColumnSketch[],
  rows: readonly (readonly string[])[],
  { time, timeUnit }: NdjsonWishes,
  paths: readonly string[],
): Timing | undefined {
  const wanted = time === undefined || time === false ? time : paths.indexOf(time);
  if (wanted === -1) throw new OptionRangeError(`ndjson: time must be a field of ${reading.name}, got ${show(time)}`);
  if (timeUnit === 'samples') {
    if (typeof wanted !== 'number')
      throw new OptionRangeError('ndjson: time must be given with timeUnit "samples", got none');
    const { index, name } = columns[wanted];
    return { column: { index, name, format: 'relative' }, unit: 'samples', rate: undefined };
  }
  const column = timeColumn({
    file: reading.name,
    // a clock inside of an object is known by its own name
    columns: columns.map(c => ({ ...c, name: c.name.slice(c.name.lastIndexOf('.') + 1) })),
    rows,
    decimal: '.',
    taken: new Set(),
    time: wanted,
    timeUnit,
    dateOrder: undefined,
    said: {},
    notes: new Set(),
  });
  if (!column || !isStamp(column)) return undefined;
  const pace = paceOf(intervalsOf(column, rows, '.'));
  const known = isScaled(column) && column.unitFrom !== 'assumed';
  const unit = known ? (column.unit as StampUnit | undefined) : undefined;
  const jitter = pace && known ? pace.jitter / 1e9 : undefined;
  return { column, unit, jitter, rate: pace && known ? 1e9 / pace.period : undefined };
}

/** Whether rows can be read by this clock: texts in ISO 8601, and counts of seconds or parts of them. */
function isStamp({ format, unit }: TimeColumn): boolean {
  if (format === 'iso' || format === 'epoch') return true;
  return format === 'relative' && !['min', 'h', 'd'].includes(unit ?? '');
}

function epochOf(rows: readonly unknown[], field: string, unit: StampUnit): bigint | undefined {
  const first: Stamp = { whole: 0, nanos: 0 };
  const value = fieldReader(field)(rows[0]);
  if (!readStamp(value, unit, first)) return undefined;
  const text = typeof value === 'string' && value.includes(':');
  return text || isEpoch(first, unit) ? BigInt(first.whole) * 1_000_000_000n + BigInt(first.nanos) : undefined;
}

function columnOf(column: ColumnSketch, chosen: readonly ColumnSketch[], time: number | undefined): SourceColumn {
  const { index, name, unit, kind } = column;
  if (chosen.includes(column)) return { index, name, unit, role: 'channel' };
  if (index === time) return { index, name, unit, role: 'time' };
  const reason =
    kind === 'number' ? 'not among columns' : kind === 'empty' ? 'empty in the first rows' : `holds ${kind}`;
  return { index, name, unit, role: 'ignored', reason };
}
