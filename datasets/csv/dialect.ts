import { isGrouped, isMissing, numberOf } from './cells.js';
import { type Delimiter, splitRecord } from './fields.js';
import { isTimeText } from './timeText.js';

/** What separates fields, and what stands in front of a fraction. */
export interface Dialect {
  readonly delimiter: Delimiter;
  readonly decimal: '.' | ',';
}

/** A tie goes to the earlier one. One field a record comes last: it fits where nothing separates. */
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|', 'space', ''];

/** How many of the last records are looked at: many, or fewer where they stand behind something that is no table. */
const TAILS = [100, 40, 16, 6, 3];

/** A share of regular rows of clear cells that leaves no doubt. */
const SURE = 0.85;

/**
 * The delimiter and decimal mark under which the last records look most like a table: the share of records that have the usual number
 * of fields, times the share of their cells that are numbers, times or missing; at a tie the one with more columns. The last ones
 * are looked at because whatever is no table stands in front of it.
 *
 * `1,5` alone cannot be told from two columns; it is read as two.
 *
 * @param records the first ones of a table, at least one; the first may be a header
 * @param known what is certain already
 */
export function guessDialect(
  records: readonly string[],
  known: { readonly [K in keyof Dialect]?: Dialect[K] | undefined },
  quote: boolean,
): Dialect {
  let best: Scored | undefined;
  for (const tail of TAILS) {
    const scored = scoreTail(records.slice(-tail), records.length <= tail, known, quote);
    if (best === undefined || scored.score > best.score + 1e-9) best = scored;
    if (best.score > SURE) break;
  }
  return best?.dialect ?? { delimiter: '', decimal: '.' };
}

interface Scored {
  readonly dialect: Dialect;
  readonly score: number;
}

function scoreTail(
  records: readonly string[],
  headed: boolean,
  known: { readonly [K in keyof Dialect]?: Dialect[K] | undefined },
  quote: boolean,
): Scored {
  let best: Dialect = { delimiter: known.delimiter ?? '', decimal: known.decimal ?? '.' };
  let [bestScore, bestWidth] = [-1, 0];
  const quoted = quote && records.some(text => text.includes('"'));
  for (const delimiter of known.delimiter === undefined ? DELIMITERS : [known.delimiter]) {
    const table = records.map(text => splitRecord(text, delimiter, quote));
    const body = headed && table.length > 1 ? table.slice(1) : table;
    const width = usualWidth(table);
    if (width < 2 && delimiter !== '' && known.delimiter === undefined) continue;
    if (delimiter === 'space' && body.length > 0 && records.slice(-body.length).every(text => isTimeText(text.trim())))
      continue; // date and time
    const regular = share(table, fields => fields !== undefined && fits(fields, width));
    const cells = body.flatMap(fields => (fields && fits(fields, width) ? fields.slice(0, width) : []));
    for (const decimal of known.decimal === undefined ? (['.', ','] as const) : [known.decimal]) {
      if (delimiter === decimal && !(quoted && cells.some(cell => cell.includes(',')))) continue;
      if (delimiter === '' && decimal === ',' && known.decimal === undefined && !isLone(table)) continue;
      const score = regular * (share(cells, cell => isClear(cell, decimal)) + 0.01);
      // a space inside dates and names is none between fields, where anything else separates as well
      const wider = width > bestWidth && delimiter !== 'space';
      if (score > bestScore + 1e-9 || (score > bestScore - 1e-9 && wider)) {
        best = { delimiter, decimal };
        [bestScore, bestWidth] = [score, width];
      }
    }
  }
  return { dialect: best, score: bestScore };
}

/** Whether a single column of decimal commas shows by its name, which has no comma. */
function isLone(table: readonly (readonly string[] | undefined)[]): boolean {
  const [first = '', ...rest] = table.map(fields => fields?.[0] ?? '');
  return /[a-z]/i.test(first) && !first.includes(',') && rest.some(cell => cell.includes(','));
}

/** Whether a record has so many fields; a delimiter at its end is no further one. */
export function fits(fields: readonly string[], width: number): boolean {
  return fields.length === width || (fields.length === width + 1 && fields[width] === '');
}

/** The number of fields that most records have; at a tie that of the earlier one. */
export function usualWidth(table: readonly (readonly string[] | undefined)[]): number {
  const votes = new Map<number, number>();
  for (const fields of table) if (fields) votes.set(fields.length, (votes.get(fields.length) ?? 0) + 1);
  let [width, most] = [0, 0];
  for (const [w, n] of votes) if (n > most) [width, most] = [w, n];
  return width;
}

/** Whether a cell is a number, a time or no value. Whole thousands count for a decimal comma alone: they may be either. */
export function isClear(cell: string, decimal: '.' | ','): boolean {
  return isMissing(cell) || numberOf(cell, decimal) !== undefined || isTimeText(cell);
}

/** Whether every comma in the cells may separate thousands as well as a fraction, so that nothing tells which. */
export function isAmbiguous(rows: readonly (readonly string[])[]): boolean {
  let any = false;
  for (const row of rows) {
    for (const cell of row) {
      if (!cell.includes(',') || isTimeText(cell)) continue;
      if (!isGrouped(cell)) return false;
      any = true;
    }
  }
  return any;
}

function share<T>(list: readonly T[], test: (x: T) => boolean): number {
  return list.length === 0 ? 0 : list.filter(test).length / list.length;
}
