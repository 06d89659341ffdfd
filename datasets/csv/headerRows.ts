import { FormatError } from '../../lib/errors.js';
import { isMissing, numberOf } from './cells.js';
import type { ColumnKind } from './columns.js';
import type { Dialect } from './dialect.js';
import { splitRecord } from './fields.js';
import { place } from './place.js';
import { isTimeName } from './timeName.js';
import { isTimeText } from './timeText.js';
import { bareUnit, isProcess, isUnit } from './units.js';

/** The rows above a table that say what its columns are. */
export interface HeaderRows {
  /** One text a column. */
  readonly names: readonly string[] | undefined;
  /** One text a column, from a row of their own. */
  readonly units: readonly string[] | undefined;
  /** The lines they stand in, and lines between them. */
  readonly lines: readonly number[];
}

/** A record above the first row. */
export interface HeadRecord {
  readonly line: number;
  readonly text: string;
  readonly fields: readonly string[] | undefined;
}

/** What {@link headerRows} needs to know. */
export interface HeaderQuestion {
  readonly name: string;
  readonly width: number;
  readonly kinds: readonly ColumnKind[];
  readonly dialect: Dialect;
  readonly quote: boolean;
  /** Whether an option says that there is a header or none. */
  readonly asked: boolean | undefined;
  /** Where the table begins. */
  readonly firstLine: number;
  /** Blank lines. */
  readonly blanks: readonly number[];
}

/** The most rows of a header. */
const MAX_ROWS = 6;

const NONE: HeaderRows = { names: undefined, units: undefined, lines: [] };

/**
 * Finds names and units in the rows right above a table. Blank lines may stand between them and the table, not among them: what
 * stands further above is a preamble, and never names a column.
 *
 * @param heads the records above the first row, from the top
 * @throws {FormatError} when a row of names does not fit the columns
 * @internal
 */
export function headerRows(heads: readonly HeadRecord[], question: HeaderQuestion): HeaderRows {
  const { asked, width, firstLine, blanks } = question;
  if (asked === false || heads.length === 0) return NONE;
  const block: Titles[] = [];
  let below = firstLine;
  for (const record of heads.slice(-MAX_ROWS).reverse()) {
    const gap = blanks.some(line => line > record.line && line < below);
    if (gap && block.length > 0) break;
    const fields = fitted(record, question);
    if (fields === undefined) break;
    const kind = rowKind(fields, record.text, block[0]?.kind === 'units', question);
    if (kind === 'other' && block.length > 0) break;
    block.unshift({ line: record.line, fields, kind });
    below = record.line;
  }
  if (block.length === 0) return unfitted(heads[heads.length - 1], question);

  const named = block.flatMap(({ kind }, k) => (kind === 'names' ? [k] : []));
  const timed = named.filter(k => block[k].fields.some(isTimeName));
  let chosen =
    timed.length > 0
      ? timed[timed.length - 1]
      : width === 1 && block[block.length - 1].fields[0] === ''
        ? named[0]
        : named[named.length - 1];
  // a row of units alone is a row of names
  if (chosen === undefined) chosen = block.findIndex(({ kind }) => kind === 'units');
  if (chosen === undefined || chosen < 0) return asked === true ? rowsOf(block, block.length - 1, -1) : NONE;
  const units = block.findIndex(({ kind }, k) => kind === 'units' && k > chosen);
  return rowsOf(block, chosen, units);
}

/** A row above the table that fits its columns. */
interface Titles {
  readonly line: number;
  readonly fields: readonly string[];
  readonly kind: 'names' | 'units' | 'process' | 'other';
}

function rowsOf(block: readonly Titles[], names: number, units: number): HeaderRows {
  return {
    names: block[names].fields,
    units: units < 0 ? undefined : block[units].fields.map(bareUnit),
    lines: block.slice(names).map(({ line }) => line),
  };
}

/** The fields of a record where they are as many as columns: a delimiter more, a note more, or other spaces do no harm. */
function fitted(
  { text, fields }: HeadRecord,
  { width, dialect, quote }: HeaderQuestion,
): readonly string[] | undefined {
  if (fields?.length === width) return fields;
  if (
    fields &&
    fields.length === width + 1 &&
    (fields[width] === '' || /^(comment|note|remark)s?$/i.test(fields[width]))
  ) {
    return fields.slice(0, width);
  }
  if (width === 1) return undefined;
  if (dialect.delimiter === 'space') {
    const wide = text
      .trim()
      .split(/\t| {2,}/)
      .map(field => field.trim());
    if (wide.length === width) return wide;
  }
  for (const other of [',', ';', '\t', '|']) {
    const split = other === dialect.delimiter ? undefined : splitRecord(text, other, quote);
    if (split?.length === width && split.every(cell => numberOf(cell, '.') === undefined)) return split;
  }
  return undefined;
}

function rowKind(
  fields: readonly string[],
  text: string,
  overUnits: boolean,
  { kinds, dialect }: HeaderQuestion,
): Titles['kind'] {
  // numbers above a column that is empty are of another kind: the start of a time axis
  const held = fields.filter(
    (cell, c) => cell !== '' && !(kinds[c] === 'empty' && numberOf(cell, dialect.decimal) !== undefined),
  );
  if (held.length === 0) return 'other';
  if (fields.length === 1 && /^[^"]*\S\s*[,;\t]/.test(text)) return 'other'; // a pair above a lone column
  if (held.every(isProcess)) return 'process';
  const units = held.filter(cell => isUnit(cell) || /^[([][^()[\]]*[)\]]$/.test(cell)).length;
  if (units >= 0.7 * held.length) return 'units';
  if (held.length * 2 < fields.length || fields.some(cell => /[:=]$/.test(cell))) return 'other';
  const valued = fields.some(
    (cell, c) =>
      !isMissing(cell) &&
      (kinds[c] === 'number' || kinds[c] === 'time') &&
      (numberOf(cell, dialect.decimal) !== undefined || isTimeText(cell)),
  );
  return valued && !overUnits && !fields.some(isTimeName) ? 'other' : 'names';
}

/** A line right above the table that does not fit its columns: a preamble where it reads like one, else a header that is wrong. */
function unfitted(
  { line, text, fields }: HeadRecord,
  { name, width, dialect, asked, blanks, firstLine }: HeaderQuestion,
): HeaderRows {
  const apart = blanks.some(blank => blank > line && blank < firstLine);
  const count = fields?.length ?? 0;
  const alone = count <= 1 || /[:=]/.test(text) || apart || (dialect.delimiter === 'space' && count > 2 * width);
  const filled =
    fields?.filter(cell => cell !== '' && numberOf(cell, dialect.decimal) === undefined && !isTimeText(cell)) ?? [];
  if (fields && (asked === undefined || asked) && (alone || filled.length < count) && asked !== true) return NONE;
  const doubled = count * 2 === width && dialect.delimiter === ',';
  throw new FormatError(
    'format-csv',
    `${place(name, line)}: the header has ${fields ? count : 'an open quote in its'} fields and the rows have ${width}; ` +
      (doubled
        ? 'a decimal comma may separate fields too: quote such numbers, or separate fields by semicolons'
        : `give each column a name, or choose skipLines: ${line} to leave it out, or header: false and badRows: 'skip'`),
  );
}
