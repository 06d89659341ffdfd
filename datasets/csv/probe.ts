import { FormatError, OptionRangeError } from '../../lib/errors.js';
import { streamInfo } from '../../lib/frame.js';
import { show } from '../../lib/check.js';
import { isClear } from './dialect.js';
import { columnKinds, type ColumnSketch, findColumn, sketchColumns } from './columns.js';
import { ignoredColumns, isHeadOnly } from './columnRoles.js';
import type { CsvColumn, CsvDescription } from './description.js';
import { empaticaHead } from './empatica.js';
import { type FactLine, type HeadFacts, headFacts } from './facts.js';
import { splitRecord } from './fields.js';
import { type Instant, nanosecondsBetween, nanosecondsOf } from './instant.js';
import { findTable, type Layout } from './layout.js';
import { laterRows } from './laterRows.js';
import type { LineBuffer } from './lineBuffer.js';
import { probeNotes } from './notes.js';
import type { CsvSettings } from './options.js';
import { type Pace, paceOf } from './pace.js';
import { lineError, place } from './place.js';
import { type Sample, sampleLines } from './sample.js';
import { scopeFacts } from './scope.js';
import { isAbsolute, isScaled, stampReader, timeColumn, type TimeColumn } from './timeColumn.js';
import type { WideEncoding } from './utf16.js';

/** The most samples in a frame, all channels together. */
const MAX_SAMPLES = 2 ** 26;

/** How to read a table: what was asked for, and guesses for the rest. */
export interface Plan {
  readonly description: CsvDescription;
  /** Without its rows. */
  readonly layout: Layout;
  readonly columns: readonly ColumnSketch[];
  /** Columns that feed the channels, in their order. */
  readonly channels: readonly ColumnSketch[];
  readonly time: TimeColumn | undefined;
  /** The column of labels. */
  readonly labels: ColumnSketch | undefined;
  readonly pace: Pace | undefined;
  /** The line of names, which may come again further down; '' without one. */
  readonly title: string;
}

/** Looks at the head of a file and decides how to read it. @throws {FormatError} when no table can be seen in it. @internal */
export async function probe(
  lines: LineBuffer,
  name: string,
  settings: CsvSettings,
  wide: WideEncoding | undefined,
): Promise<Plan> {
  const sample = await sampleLines(lines, settings.skipLines);
  checkSample(lines, name, sample, settings);
  const found = findTable(name, sample, settings);
  const empatica = empaticaHead(found, settings);
  const layout = empatica ? empatica.layout : found;
  const { decimal } = layout.dialect;
  const beside = notesBeside(layout);
  const facts = {
    ...headFacts(name, [...layout.facts, ...beside.facts], settings.sampleRate !== undefined),
    ...empatica?.facts,
  };
  const scope = scopeFacts(layout, sample, settings);
  if (scope.sampleRate !== undefined && settings.sampleRate === undefined) facts.sampleRate ??= scope.sampleRate;
  const rows = layout.rows.map(({ fields }) => fields);
  const columns = await sketch(lines, layout, facts, sample);
  const chosen = settings.columns?.map(wanted => findColumn(name, 'columns', columns, wanted));
  const labels = settings.labels === undefined ? undefined : findColumn(name, 'labels', columns, settings.labels);
  const taken = new Set(chosen?.map(column => column.index));
  if (labels && taken.has(labels.index)) {
    throw new OptionRangeError(
      `csv: labels must name a column that is not among columns, got ${show(labels.name)} for both`,
    );
  }
  if (labels) taken.add(labels.index);
  const question = {
    ...{ file: name, columns, rows, decimal, taken, said: facts, notes: beside.columns },
    ...{ time: settings.time, timeUnit: settings.timeUnit, dateOrder: settings.dateOrder ?? facts.dateOrder },
  };
  const time = timeColumn(question);
  const ignored = ignoredColumns({ ...question, lines: layout.rows, timeColumn: time });
  for (const index of scope.ignored) ignored.set(index, 'start and increment of the time axis');
  let guessed = columns.filter(
    column => ![time?.index, labels?.index].includes(column.index) && !ignored.has(column.index),
  );
  if (!chosen && guessed.length === 0)
    guessed = columns.filter(
      c => c.kind === 'number' && ![time?.index, labels?.index].includes(c.index) && !scope.ignored.includes(c.index),
    );
  const channels = withComments(chosen ?? guessed, layout, facts);
  checkChannels(name, channels, columns, layout, settings);

  const pace = time && paceOf(...intervalsOf(time, rows, decimal));
  const timed = pace && time && isScaled(time) ? 1e9 / pace.period : undefined;
  const sampleRate = settings.sampleRate ?? facts.sampleRate ?? timed;
  const epoch = (time && pace?.direction !== -1 ? epochOf(time, layout) : undefined) ?? empatica?.epoch;
  const role = (column: ColumnSketch): CsvColumn => {
    const channel = channels.find(other => other.index === column.index);
    const { index, name: title, unit, kind } = channel ?? column;
    const base = { index, name: title, unit, kind };
    if (channel) return { ...base, role: 'channel' };
    if (index === labels?.index) return { ...base, role: 'label' };
    if (index === time?.index) return { ...base, role: 'time' };
    return { ...base, role: 'ignored', reason: ignored.get(index) ?? 'it is not asked for' };
  };
  const described: CsvDescription = {
    name,
    format: 'csv',
    encoding: wide ?? settings.encoding ?? (sample.utf8 ? 'utf8' : 'latin1'),
    bom: lines.bom,
    newline: lines.newline === 13 ? 'CR' : sample.crlf ? 'CR LF' : 'LF',
    ...layout.dialect,
    quotes: layout.quotes,
    header: layout.header.names ? 'row' : namesOf(layout, facts) ? 'comment' : 'none',
    columns: columns.map(role),
    unread: [],
    info: streamInfo({
      channels: channels.length,
      sampleRate,
      epoch,
      names: channels.map(channel => channel.name),
      units: channels.map(channel => channel.unit),
    }),
    rateFrom: settings.sampleRate ? 'option' : facts.sampleRate ? 'file' : timed ? 'time' : 'unknown',
    ...(pace && timed && { jitter: pace.jitter / 1e9 }),
    ...(time && {
      time: {
        ...time,
        coarse: pace?.coarse ?? false,
        batch: pace?.batch ?? 1,
        reversed: pace?.direction === -1,
        ...(timed && pace && { step: pace.step / 1e9 }),
      },
    }),
    passed: layout.passed,
    firstLine: layout.line,
    metadata: facts.metadata,
    probedRows: layout.count,
    details: {},
  };
  const description = { ...described, notes: probeNotes(described, { layout, pace, timed, facts }) };
  const title = layout.header.names
    ? (sample.lines.find(({ line }) => line === layout.header.lines[0])?.text.trim() ?? '')
    : '';
  return { description, layout: { ...layout, rows: [], facts: [] }, columns, channels, time, labels, pace, title };
}

/** Columns in front that hold pairs of words in the first rows alone, beside the table, as older Tektronix scopes write them. */
function notesBeside({ rows, width }: Layout): {
  readonly columns: ReadonlySet<number>;
  readonly facts: readonly FactLine[];
} {
  if (width < 4 || !isHeadOnly(0, rows) || !isHeadOnly(1, rows)) return { columns: new Set(), facts: [] };
  const facts = rows.flatMap(({ line, fields }) =>
    fields[0] === '' ? [] : [{ line, text: `${fields[0]},${fields[1]}`, comment: false }],
  );
  return { columns: new Set([0, 1]), facts };
}

/** Throws where the head holds nothing that can be a table. */
function checkSample(lines: LineBuffer, name: string, sample: Sample, { skipLines }: CsvSettings): void {
  const count = sample.lines.length;
  if (lines.problem === 'foreign' || lines.problem === 'binary') throw lineError(name, 1, lines.problem, lines.foreign);
  if (lines.total === 0 || (count === 0 && lines.problem === undefined && sample.stopped === undefined)) {
    throw new FormatError(
      'format-csv',
      `csv: ${name} ${lines.total === 0 ? 'is empty' : 'holds no row'}; a table needs at least one row of numbers`,
    );
  }
  if (count > skipLines && sample.lines.some(({ text }) => text.trim() !== '')) return;
  if (sample.stopped === 'long') throw lineError(name, count + 1, 'long');
  if (sample.stopped === undefined && lines.problem) throw lineError(name, count + 1, lines.problem, lines.foreign);
  if (skipLines > 0 && count <= skipLines) {
    throw new OptionRangeError(
      `csv: skipLines must leave a table in the first 256 KiB of ${name}, got ${skipLines} of ${count} lines`,
    );
  }
}

/** The columns with their names, units and kinds. Those that are empty are looked for further down, where the input allows that. */
async function sketch(lines: LineBuffer, layout: Layout, facts: HeadFacts, sample: Sample): Promise<ColumnSketch[]> {
  const { header, width, dialect, rows } = layout;
  const fields = rows.map(row => row.fields);
  const kinds = columnKinds(fields, width, dialect.decimal);
  if (kinds.includes('empty')) {
    const later = columnKinds(await laterRows(lines, layout, sample), width, dialect.decimal);
    kinds.forEach((kind, c) => (kinds[c] = kind === 'empty' ? later[c] : kind));
  }
  return sketchColumns(header.names ?? namesOf(layout, facts), header.units, kinds);
}

/** Names in comments: a list of labels, or the comment line right above the table, as `numpy.savetxt` writes it. */
function namesOf(
  { header, above, width, dialect, marks }: Layout,
  { labels }: HeadFacts,
): readonly string[] | undefined {
  if (header.names) return undefined;
  if (labels?.length === width) return labels;
  const { delimiter, decimal } = dialect;
  if (labels || above === undefined || delimiter === '') return undefined;
  const text = above.trim();
  const mark = marks.find(m => text.startsWith(m)) ?? '';
  const bare = text.slice(mark.length);
  const tabbed = delimiter === 'space' && bare.includes('\t') ? '\t' : delimiter;
  const wide = delimiter === 'space' && / {2}/.test(bare.trim()) ? bare.trim().split(/ {2,}/) : undefined;
  const names = wide?.length === width ? wide : splitRecord(bare, tabbed, true);
  if (names?.length !== width) return undefined;
  const named = names.map((text, c) => (c === 0 && text === '' && width > 1 ? mark : text.trim()));
  if (delimiter === 'space' && tabbed !== '\t' && !wide)
    return named.every(x => /^[\w.[\]()/%-]+$/.test(x) && !isClear(x, decimal)) ? named : undefined;
  return named.every(x => !isClear(x, decimal)) ? named : undefined;
}

/** Names and units that comments give to the channels, where the header gives none. */
function withComments(
  channels: readonly ColumnSketch[],
  { width, header }: Layout,
  { labels, units }: HeadFacts,
): ColumnSketch[] {
  return channels.map((column, c) => {
    const label = !header.names && labels && labels.length !== width && labels.length === channels.length;
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
  columns: readonly ColumnSketch[],
  { line }: Layout,
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
        `say otherwise by columns, delimiter, decimal or, where the table begins further down, skipLines: ${line}`,
    );
  }
  if (channels.length * frameLength > MAX_SAMPLES) {
    const most = Math.floor(MAX_SAMPLES / channels.length);
    throw new OptionRangeError(
      `csv: frameLength must be at most ${most} for ${channels.length} channels, got ${frameLength}`,
    );
  }
}

/** ns from stamp to stamp in the probed rows, and whether a row repeats the one before. */
function intervalsOf(
  time: TimeColumn,
  rows: readonly (readonly string[])[],
  decimal: '.' | ',',
): [number[], Uint8Array] {
  const read = stampReader(time, decimal);
  const steps: number[] = [];
  const copies = new Uint8Array(rows.length);
  let last: { readonly stamp: Instant; readonly row: readonly string[] } | undefined;
  for (const row of rows) {
    const stamp = { seconds: 0, nanos: 0 };
    if (!read(row, stamp)) continue;
    if (last) {
      const before = last.row;
      copies[steps.length] = row.every((cell, c) => c === time.index || cell === before[c]) ? 1 : 0;
      steps.push(nanosecondsBetween(last.stamp, stamp));
    }
    last = { stamp, row };
  }
  return [steps, copies];
}

/** ns since 1970 of the first row, where the stamps say it. */
function epochOf(time: TimeColumn, { rows, dialect }: Layout): bigint | undefined {
  const first: Instant = { seconds: 0, nanos: 0 };
  if (!isAbsolute(time) || rows.length === 0) return undefined;
  return stampReader(time, dialect.decimal)(rows[0].fields, first) ? nanosecondsOf(first) : undefined;
}
