import { FormatError } from '../../lib/errors.js';
import { isMissing, valueOf } from './cells.js';
import { commentText, isComment, leadingMark, MARKS } from './comments.js';
import { type ColumnKind, columnKinds } from './columns.js';
import { type Dialect, fits, guessDialect, isAmbiguous, isClear, usualWidth } from './dialect.js';
import type { FactLine } from './facts.js';
import { type Delimiter, splitRecord } from './fields.js';
import { type HeaderRows, headerRows } from './headerRows.js';
import { NUL } from './lineBuffer.js';
import { type CsvSettings, MAX_COLUMNS } from './options.js';
import { place } from './place.js';
import { isTimeText } from './timeText.js';
import { isBlank, oddQuotes, type Sample, type SampledLine } from './sample.js';

/** A record of the table with its fields. */
export interface Row {
  readonly line: number;
  /** Where it begins, in bytes behind the beginning of the buffer. */
  readonly at: number;
  readonly fields: readonly string[];
}

/** Lines that are passed over in front of the first row. */
export interface PassedLines {
  comments: number;
  blank: number;
  /** `sep=` lines. */
  directives: number;
  /** Names, units and what else stands in the rows of the header. */
  header: number;
  /** Whatever stands in front of the header and is no comment; those that an option skips too. */
  preamble: number;
}

/** Where the table stands in the head of a file, and how it is written. */
export interface Layout {
  readonly dialect: Dialect;
  /** Fields in each row. */
  readonly width: number;
  readonly header: HeaderRows;
  /** Where the first row stands, in lines from 1 and in bytes behind the beginning of the buffer. */
  readonly line: number;
  readonly at: number;
  readonly passed: Readonly<PassedLines>;
  /** What comment lines begin with. */
  readonly marks: readonly string[];
  /** What stands in front of the table. */
  readonly facts: readonly FactLine[];
  /** The text of the comment line right above the table. */
  readonly above: string | undefined;
  /** The sampled rows that have `width` fields. */
  readonly rows: readonly Row[];
  /** All sampled rows. */
  readonly count: number;
  /** Whether a quote was seen. */
  readonly quotes: boolean;
}

const SUB = String.fromCharCode(NUL);

/** A record as it is sampled: a line, or the lines of a quoted one in front of the table. */
interface SampledRecord extends SampledLine {
  /** Lines it spans. */
  readonly lines: number;
}

/** Finds the table in the head of a file. @throws {FormatError} when there is none @internal */
export function findTable(name: string, sample: Sample, settings: CsvSettings): Layout {
  const skipped = sample.lines.slice(0, settings.skipLines);
  const asked = settings.comment === undefined ? undefined : settings.comment === '' ? [] : [settings.comment];
  const joined = joinQuoted(sample.lines.slice(settings.skipLines), settings.quote);
  const directive = separatorLine(joined[0]?.text);
  const known = {
    delimiter: settings.delimiter ?? directive ?? labviewWord(joined, /^separator\s+(tab|comma|semicolon)\s*$/i),
    decimal: settings.decimal ?? decimalWord(joined),
  };
  const lines = directive === undefined ? joined : joined.slice(1);
  const likely = lines.filter(({ text }) => text.trim() !== '' && !isComment(text, asked ?? MARKS.slice(0, 3)));
  const dialect = guessDialect(
    likely.map(({ text }) => text),
    known,
    settings.quote,
  );
  const { delimiter } = dialect;
  const marks = asked ?? activeMarks(lines, delimiter);
  const records = lines.filter(({ text }) => !isBlank(text, delimiter) && !isComment(text, marks));
  if (records.length === 0) throw noRow(name, sample, lines, marks);

  const split = records.map(({ text }) => splitRecord(text, delimiter, settings.quote));
  const whole = split.filter((_, k) => !records[k].text.includes(SUB));
  const tail = tailOf(whole.length > 0 ? whole : split);
  let width = usualWidth(tail);
  const fail = (line: number, fault: string) => new FormatError('format-csv', `${place(name, line)}: ${fault}`);
  if (width === 0) throw fail(records[0].line, 'a quote is not closed; quote: false makes it an ordinary character');
  const alike = regular(tail, width);
  // the last ones, as a header may be among the first
  const bodyKinds = columnKinds(alike.slice(-Math.max(3, Math.ceil(0.6 * alike.length))), width, dialect.decimal);
  const first = firstRow(split, width, bodyKinds, dialect.decimal);
  // a line with a NUL byte is a bad row, wherever it stands
  const broken = records.findIndex(({ text }) => text.includes(SUB));
  const shown = broken >= 0 && broken < first ? broken : settings.header === true && first === 0 ? 1 : first;
  const start = firstBad(split, shown, width, bodyKinds, dialect.decimal);
  // a delimiter at the end of each row, which the header does not have, is no column
  const heads = records.slice(0, start).map((record, k) => ({ ...record, fields: split[k] }));
  if (width > 1 && bodyKinds[width - 1] === 'empty' && heads.some(({ fields }) => fields?.length === width - 1))
    width--;
  if (width > 1 && bodyKinds[width - 1] === 'empty' && !heads.some(({ fields }) => fields && fields.length >= width))
    width--;
  if (width > MAX_COLUMNS)
    throw fail(records[start]?.line ?? 1, `a table may have at most ${MAX_COLUMNS} columns, got ${width}`);
  if (start >= records.length || (records.length === 1 && settings.header !== false && isTitle(split[0]))) {
    throw fail(records[0].line, 'a header and no row below it; choose header: false if it is a row of numbers');
  }
  const header = headerRows(heads, {
    name,
    width,
    kinds: bodyKinds.slice(0, width),
    dialect,
    quote: settings.quote,
    asked: settings.header,
    firstLine: records[start].line,
    blanks: lines.filter(({ text }) => isBlank(text, delimiter)).map(({ line }) => line),
  });
  const rows: Row[] = [];
  for (let k = start; k < records.length; k++) {
    const fields = split[k];
    const titles = fields?.every((cell, c) => cell === (header.names?.[c] ?? '')); // the header once more
    if (fields && !titles && fits(fields, width) && !records[k].text.includes(SUB))
      rows.push({
        line: records[k].line,
        at: records[k].at,
        fields: fields.length > width ? fields.slice(0, width) : fields,
      });
  }
  const body = rows.map(({ fields }) => fields);
  if (known.decimal === undefined && dialect.decimal === ',' && delimiter === ',' && isAmbiguous(body)) {
    throw fail(
      rows[0].line,
      `commas in the numbers may set thousands apart or stand in front of a fraction; say decimal: '.' or decimal: ','`,
    );
  }
  const firstLine = records[start];
  const front = lines.filter(({ line }) => line < firstLine.line);
  const comments = front.filter(({ text }) => isComment(text, marks));
  const titles = new Set(header.lines);
  const preamble = front.filter(
    ({ line, text }) => !isBlank(text, delimiter) && !isComment(text, marks) && !titles.has(line),
  );
  return {
    dialect,
    width,
    header,
    line: firstLine.line,
    at: firstLine.at,
    passed: {
      comments: comments.length,
      blank: front.filter(({ text }) => isBlank(text, delimiter)).length,
      directives: directive === undefined ? 0 : 1,
      header: sumLines(front.filter(({ line }) => titles.has(line))),
      preamble: skipped.length + sumLines(preamble),
    },
    marks,
    facts: [
      ...skipped.map(({ line, text }) => factLine(line, text, marks)),
      ...front.filter(({ line }) => !titles.has(line)).map(({ line, text }) => factLine(line, text, marks)),
    ].sort((a, b) => a.line - b.line),
    above: comments.findLast(({ line }) => line === firstLine.line - 1 || line === header.lines[0] - 1)?.text,
    rows,
    count: records.length - start,
    quotes: records.some(({ text }) => text.includes('"')),
  };
}

function factLine(line: number, text: string, marks: readonly string[]): FactLine {
  const comment = isComment(text, marks);
  return { line, text: comment ? commentText(text, marks) : text, comment };
}

function sumLines(records: readonly SampledRecord[]): number {
  return records.reduce((sum, record) => sum + record.lines, 0);
}

function noRow(name: string, sample: Sample, lines: readonly SampledLine[], marks: readonly string[]): FormatError {
  const comments = lines.filter(({ text }) => isComment(text, marks)).length;
  return new FormatError(
    'format-csv',
    `csv: ${name} holds no row in its first ${sample.lines.length} lines, of which ${comments} are comments; ` +
      'a table needs at least one row of numbers',
  );
}

/** How far a quoted name may reach. */
const NAME_LINES = 5;

/** Lines as records: a quote that is open at the end of a line is closed on one of the next, or it is not meant so. */
function joinQuoted(lines: readonly SampledLine[], quote: boolean): SampledRecord[] {
  const records: SampledRecord[] = [];
  for (let k = 0; k < lines.length; k++) {
    let [text, span] = [lines[k].text, 1];
    if (quote && k < 200 && oddQuotes(text)) {
      const close = lines.slice(k + 1, k + NAME_LINES).findIndex(line => oddQuotes(line.text));
      if (close >= 0) {
        span = close + 2;
        text = lines
          .slice(k, k + span)
          .map(line => line.text)
          .join('\n');
      }
    }
    records.push({ ...lines[k], text, lines: span });
    k += span - 1;
  }
  return records;
}

/** The delimiter that a first line `sep=;` declares. */
function separatorLine(text = ''): Delimiter | undefined {
  const found = /^\s*"?sep\s*=\s*(\\t|.)"?[,;\s"]*$/i.exec(text);
  return found ? (found[1] === '\\t' ? '\t' : found[1] === ' ' ? 'space' : found[1]) : undefined;
}

const WORDS: Readonly<Record<string, Delimiter>> = { tab: '\t', comma: ',', semicolon: ';' };

/** What LabVIEW's header says of the separator. */
function labviewWord(lines: readonly SampledLine[], pattern: RegExp): Delimiter | undefined {
  const line = lines.slice(0, 40).find(({ text }) => pattern.test(text));
  return line && WORDS[(pattern.exec(line.text)?.[1] ?? '').toLowerCase()];
}

function decimalWord(lines: readonly SampledLine[]): '.' | ',' | undefined {
  const pattern = /^decimal[_ ]separator[\t ,;:=]+([.,])\s*$/i;
  const line = lines.slice(0, 40).find(({ text }) => pattern.test(text));
  return line && (pattern.exec(line.text)?.[1] as '.' | ',');
}

/** `#`, and the marks that head lines in front of anything else. */
function activeMarks(lines: readonly SampledLine[], delimiter: Delimiter): string[] {
  const marks = new Set<string>(['#']);
  for (const { text } of lines) {
    if (text.trim() === '') continue;
    const mark = leadingMark(text);
    if (mark === undefined || mark === delimiter) break;
    marks.add(mark);
  }
  return [...marks];
}

type Fields = readonly string[] | undefined;

/** The last records: what stands in front of a table has other widths. */
function tailOf(split: readonly Fields[]): readonly Fields[] {
  for (const size of [split.length, 100, 40, 16, 6, 3]) {
    const tail = split.slice(-size);
    const width = usualWidth(tail);
    if (tail.filter(fields => fields && fits(fields, width)).length >= 0.8 * tail.length) return tail;
  }
  return split;
}

function regular(rows: readonly Fields[], width: number): (readonly string[])[] {
  return rows.filter((row): row is readonly string[] => row !== undefined && fits(row, width));
}

/** Whether a lone record is text alone. */
function isTitle(fields: Fields): boolean {
  const held = fields?.filter(cell => !isMissing(cell)) ?? [];
  return (
    held.length > 0 &&
    held.every(cell => valueOf(cell, '.') === undefined && valueOf(cell, ',') === undefined && !isTimeText(cell))
  );
}

/** Index of the first record that looks like the rows below it; 0 where none does. */
function firstRow(split: readonly Fields[], width: number, kinds: readonly ColumnKind[], decimal: '.' | ','): number {
  const key = kinds.flatMap((kind, c) => (kind === 'number' || kind === 'time' ? [c] : []));
  const empty = kinds.flatMap((kind, c) => (kind === 'empty' ? [c] : []));
  // where the first column of the rows below has no hole, the first row has none either
  const led = split.slice(-20).every(fields => !fields || !fits(fields, width) || !isMissing(fields[key[0]] ?? ''));
  const known: (boolean | undefined)[] = [];
  const alike = (k: number): boolean => {
    const fields = split[k];
    return (known[k] ??=
      fields !== undefined &&
      fits(fields, width) &&
      isRow(fields, key, kinds, decimal) &&
      (!led || !isMissing(fields[key[0]])));
  };
  for (let k = 0; k < split.length; k++) {
    if (!alike(k)) continue;
    const next = [k + 1, k + 2, k + 3, k + 4].filter(n => n < split.length);
    const good = next.filter(alike).length;
    // text in a column that is empty further down is of a preamble, unless the table goes on right behind it
    if (good === next.length || (good * 2 >= next.length - 1 && !empty.some(c => !isMissing(split[k]?.[c] ?? ''))))
      return k;
  }
  return 0;
}

/** Index of the first of the bad rows between a row of names and the first good one, or of that: broken quotes, and numbers too few or too many. */
function firstBad(
  split: readonly Fields[],
  first: number,
  width: number,
  kinds: readonly ColumnKind[],
  decimal: '.' | ',',
): number {
  let start = first;
  while (start > 0 && first - start < 8) {
    const fields = split[start - 1];
    const cut =
      fields &&
      !fits(fields, width) &&
      fields.every(cell => isClear(cell, decimal)) &&
      fields.some(cell => !isMissing(cell));
    if (fields !== undefined && !cut) break;
    start--;
  }
  const names = start < first && start > 0 ? split[start - 1] : undefined;
  const titled =
    names &&
    fits(names, width) &&
    names.some((cell, c) => kinds[c] !== 'text' && !isMissing(cell) && !isClear(cell, decimal));
  return titled ? start : first;
}

/** Whether the cells of a record are what its columns hold: the first of them, and at least half. */
function isRow(
  fields: readonly string[],
  key: readonly number[],
  kinds: readonly ColumnKind[],
  decimal: '.' | ',',
): boolean {
  if (key.length === 0) return false;
  const good = (c: number) =>
    kinds[c] === 'number' ? valueOf(fields[c], decimal) !== undefined : isClear(fields[c], decimal);
  const held = key.filter(c => !isMissing(fields[c]));
  if (held.length === 0) return false;
  const clear = held.filter(good).length;
  return clear * 2 >= held.length && (good(held[0]) || clear * 4 >= held.length * 3);
}
