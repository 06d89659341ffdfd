import { FormatError, OptionRangeError } from '../../lib/errors.js';
import { streamInfo } from '../../lib/frame.js';
import { show } from '../../lib/check.js';
import { type ColumnSketch, findColumn } from './columns.js';
import type { CsvColumn, CsvDescription } from './description.js';
import { type Instant, nanosecondsOf, parseText } from './instant.js';
import type { LineBuffer } from './lineBuffer.js';
import type { CsvSettings } from './options.js';
import { type Pace, paceOf } from './pace.js';
import { place } from './place.js';
import { sampleTable } from './sample.js';
import { type TableHead, tableHead } from './tableHead.js';
import { intervalsOf, stampsOf, timeColumn, type TimeColumn } from './timeColumn.js';

/** The most samples in a frame, all channels together. */
const MAX_SAMPLES = 2 ** 26;

/** How to read a table: what was asked for, and guesses for the rest. */
export interface Plan {
  readonly description: CsvDescription;
  readonly head: TableHead;
  /** Columns that feed the channels, in their order. */
  readonly channels: readonly ColumnSketch[];
  readonly time: TimeColumn | undefined;
  readonly pace: Pace | undefined;
}

/** Looks at the head of a file and decides how to read it. @throws {FormatError} when no table can be seen in it. @internal */
export async function probe(lines: LineBuffer, name: string, settings: CsvSettings): Promise<Plan> {
  const sample = await sampleTable(lines, name, settings);
  const head = tableHead(name, sample, settings);
  const { columns, rows, facts } = head;
  const { decimal } = head.dialect;
  const chosen = settings.columns?.map(wanted => findColumn(name, 'columns', columns, wanted));
  const taken = new Set(chosen?.map(column => column.index));
  const { time: wanted, timeUnit } = settings;
  const time = timeColumn({ file: name, columns, rows, decimal, taken, time: wanted, timeUnit });
  const channels = withComments(
    chosen ?? columns.filter(column => column.kind === 'number' && column.index !== time?.index),
    head,
  );
  checkChannels(name, channels, head, settings);

  const pace = time && paceOf(intervalsOf(time, rows, decimal));
  const scaled = time !== undefined && (time.format === 'iso' || time.unit !== undefined); // else a count of nobody knows what
  const timed = pace && scaled ? 1e9 / pace.period : undefined;
  const sampleRate = settings.sampleRate ?? facts.sampleRate ?? timed;
  const description: CsvDescription = {
    name,
    encoding: settings.encoding,
    bom: lines.bom,
    newline: lines.newline === 13 ? 'CR' : sample.crlf ? 'CR LF' : 'LF',
    ...head.dialect,
    quotes: head.quotes,
    header: head.header,
    columns: columns.map(column => columnOf(column, channels, time)),
    info: streamInfo({
      channels: channels.length,
      sampleRate,
      epoch: time && epochOf(time, head),
      names: channels.map(channel => channel.name),
      units: channels.map(channel => channel.unit),
    }),
    rateFrom: settings.sampleRate ? 'option' : facts.sampleRate ? 'comment' : timed ? 'time' : 'unknown',
    ...(time && { time: { ...time, coarse: pace?.coarse ?? false, ...(timed && pace && { step: pace.step / 1e9 }) } }),
    metadata: facts.metadata,
    probedRows: head.count,
  };
  return { description, head, channels, time, pace };
}

/** Names and units that comments give to the channels, where the header gives none. */
function withComments(channels: readonly ColumnSketch[], { facts, header, width }: TableHead): ColumnSketch[] {
  const { labels, units } = facts;
  return channels.map((column, c) => {
    const label = header !== 'row' && labels && labels.length !== width && labels.length === channels.length;
    const unit =
      units?.length === width ? units[column.index] : units?.length === channels.length ? units[c] : units?.[0];
    const fits = units?.length === 1 || units?.length === width || units?.length === channels.length;
    return {
      ...column,
      name: label && labels[c] !== '' ? labels[c] : column.name,
      unit: column.unit === '' && fits ? (unit ?? '') : column.unit,
    };
  });
}

function checkChannels(
  name: string,
  channels: readonly ColumnSketch[],
  { columns, line }: TableHead,
  { frameLength }: CsvSettings,
): void {
  if (new Set(channels.map(channel => channel.index)).size < channels.length) {
    throw new OptionRangeError(`csv: columns must name each column once, got one of ${name} twice`);
  }
  if (channels.length === 0) {
    const seen = columns.slice(0, 8).map(column => `${show(column.name)} (${column.kind})`);
    throw new FormatError(
      'format-csv',
      `${place(name, line)}: no column is left that holds numbers, got ${seen.join(', ')}; ` +
        'options columns, delimiter and decimal say otherwise',
    );
  }
  if (channels.length * frameLength > MAX_SAMPLES) {
    const most = Math.floor(MAX_SAMPLES / channels.length);
    throw new OptionRangeError(
      `csv: frameLength must be at most ${most} for ${channels.length} channels, got ${frameLength}`,
    );
  }
}

function columnOf(column: ColumnSketch, channels: readonly ColumnSketch[], time: TimeColumn | undefined): CsvColumn {
  const channel = channels.find(other => other.index === column.index);
  const { index, name, unit, kind } = channel ?? column;
  return { index, name, unit, kind, role: channel ? 'channel' : index === time?.index ? 'time' : 'ignored' };
}

/** ns since 1970 of the first row, where the stamps say it. */
function epochOf(time: TimeColumn, { rows, dialect }: TableHead): bigint | undefined {
  const first: Instant = { seconds: 0, nanos: 0 };
  const stamped = time.format !== 'relative' && rows.length > 0;
  return stamped && parseText(rows[0][time.index], stampsOf(time, dialect.decimal), first)
    ? nanosecondsOf(first)
    : undefined;
}
