import { FormatError } from '../../lib/errors.js';
import { isMissing } from './cells.js';
import { type CommentFacts, commentFacts } from './comments.js';
import { columnKinds, type ColumnKind, type ColumnSketch, sketchColumns } from './columns.js';
import { type Dialect, guessDialect, isClear, usualWidth } from './dialect.js';
import { splitRecord } from './fields.js';
import { type CsvSettings, MAX_COLUMNS } from './options.js';
import { place } from './place.js';
import { isBlank, type Sample } from './sample.js';

/** The head of a table, understood but for what its columns mean. */
export interface TableHead {
  readonly dialect: Dialect;
  /** Where the first record stands. */
  readonly line: number;
  /** Fields in each row. */
  readonly width: number;
  /** Where the names come from. */
  readonly header: 'row' | 'comment' | 'none';
  readonly columns: readonly ColumnSketch[];
  /** The probed rows that have `width` fields, without the header. */
  readonly rows: readonly (readonly string[])[];
  readonly facts: CommentFacts;
  /** All probed rows. */
  readonly count: number;
  /** Whether a quote was seen. */
  readonly quotes: boolean;
}

type Row = readonly string[];

/** Cuts the sampled records into fields and finds the header. @throws {FormatError} when they make no table. @internal */
export function tableHead(name: string, { comments, records: sampled }: Sample, settings: CsvSettings): TableHead {
  const dialect = guessDialect(
    sampled.map(record => record.text),
    settings,
    settings.quote,
  );
  const { delimiter, decimal } = dialect;
  const records = sampled.filter(record => !isBlank(record.text, delimiter));
  const line = (records[0] ?? sampled[0]).line;
  const fail = (fault: string) => new FormatError('format-csv', `${place(name, line)}: ${fault}`);
  if (records.length === 0) throw fail('only blank lines; a table needs at least one row of numbers');

  const table = records.map(record => splitRecord(record.text, delimiter, settings.quote));
  const width = usualWidth(table);
  if (width === 0) throw fail('a quote is not closed; quote: false makes it an ordinary character');
  if (width > MAX_COLUMNS) throw fail(`a table may have at most ${MAX_COLUMNS} columns, got ${width}`);
  const regular = (rows: readonly (Row | undefined)[]) => rows.filter((row): row is Row => row?.length === width);
  const body = columnKinds(regular(table.slice(1)), width, decimal);
  const titled = settings.header ?? isHeader(table[0], body, table.length > 1, decimal);
  if (titled && table[0]?.length !== width) {
    throw fail(
      `the header has ${table[0]?.length ?? 'an open quote in its'} fields and the rows have ${width}; ` +
        `give each column a name, or choose header: false and badRows: 'skip'`,
    );
  }
  if (titled && table.length === 1) {
    throw fail('a header and no row below it; choose header: false if it is a row of numbers');
  }
  const facts = commentFacts(name, comments, settings.sampleRate !== undefined);
  const above = comments.findLast(comment => comment.line === line - 1)?.text;
  const labels = titled
    ? table[0]
    : (facts.labels ?? (above === undefined ? undefined : namesIn(above, width, dialect)));
  const rows = regular(titled ? table.slice(1) : table);
  return {
    dialect,
    line,
    width,
    header: titled ? 'row' : labels ? 'comment' : 'none',
    columns: sketchColumns(labels?.length === width ? labels : undefined, columnKinds(rows, width, decimal)),
    rows,
    facts,
    count: records.length - (titled ? 1 : 0),
    quotes: records.some(record => record.text.includes('"')),
  };
}

/** A header has text above a column of numbers or times; where it stands alone or has another width, no numbers at all. */
function isHeader(first: Row | undefined, body: readonly ColumnKind[], rows: boolean, decimal: '.' | ','): boolean {
  if (!first) return false;
  if (rows && first.length === body.length) {
    return first.some((cell, c) => !isClear(cell, decimal) && (body[c] === 'number' || body[c] === 'time'));
  }
  return first.some(cell => !isMissing(cell)) && !first.some(cell => isClear(cell, decimal) && !isMissing(cell));
}

/** Column names in the comment line above the first row, as `numpy.savetxt` writes them; spaces separate prose as well as names. */
function namesIn(comment: string, width: number, { delimiter, decimal }: Dialect): Row | undefined {
  if (delimiter === 'space' || delimiter === '') return undefined;
  const names = splitRecord(comment, delimiter, true);
  return names?.length === width && names.every(name => !isClear(name, decimal) && !isMissing(name))
    ? names
    : undefined;
}
