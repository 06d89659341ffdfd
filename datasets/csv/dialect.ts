import { isMissing, numberOf } from './cells.js';
import { type Delimiter, splitRecord } from './fields.js';
import { isIso } from './instant.js';

/** What separates fields, and what stands in front of a fraction. */
export interface Dialect {
  readonly delimiter: Delimiter;
  readonly decimal: '.' | ',';
}

/** A tie goes to the earlier one. One field a record comes last: it fits where nothing separates. */
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|', 'space', ''];

const ROWS = 100;

/**
 * The delimiter and decimal mark under which the records look most like a table: the share of records that have the usual number
 * of fields, times the share of the cells below the first row that are numbers, times or missing; at a tie the one with more
 * columns.
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
  const head = records.slice(0, ROWS);
  let best: Dialect = { delimiter: known.delimiter ?? '', decimal: known.decimal ?? '.' };
  let [bestScore, bestWidth] = [-1, 0];
  for (const delimiter of known.delimiter === undefined ? DELIMITERS : [known.delimiter]) {
    const table = head.map(text => splitRecord(text, delimiter, quote));
    const body = table.length > 1 ? table.slice(1) : table;
    const width = usualWidth(table);
    if (width < 2 && delimiter !== '' && known.delimiter === undefined) continue;
    const regular = share(table, fields => fields?.length === width);
    const cells = body.flatMap(fields => (fields?.length === width ? fields : []));
    for (const decimal of known.decimal === undefined ? (['.', ','] as const) : [known.decimal]) {
      if (delimiter === decimal) continue;
      if (delimiter === '' && decimal === ',' && known.decimal === undefined) continue; // two columns, not one
      const score = regular * (share(cells, cell => isClear(cell, decimal)) + 0.01);
      if (score > bestScore + 1e-9 || (score > bestScore - 1e-9 && width > bestWidth)) {
        best = { delimiter, decimal };
        [bestScore, bestWidth] = [score, width];
      }
    }
  }
  return best;
}

/** The number of fields that most records have; at a tie that of the earlier one. */
export function usualWidth(table: readonly (readonly string[] | undefined)[]): number {
  const votes = new Map<number, number>();
  for (const fields of table) if (fields) votes.set(fields.length, (votes.get(fields.length) ?? 0) + 1);
  let [width, most] = [0, 0];
  for (const [w, n] of votes) if (n > most) [width, most] = [w, n];
  return width;
}

/** Whether a cell is a number, a time or no value. */
export function isClear(cell: string, decimal: '.' | ','): boolean {
  return isMissing(cell) || numberOf(cell, decimal) !== undefined || isIso(cell);
}

function share<T>(list: readonly T[], test: (x: T) => boolean): number {
  return list.length === 0 ? 0 : list.filter(test).length / list.length;
}
