import { newSourceCounts, type SourceCounts, type SourceReport } from '../source.js';

/** Why a row was left out under `badRows: 'skip'`. */
export type BadRow = 'ragged' | 'timestamp' | 'quote' | 'nul' | 'summary';

/** Cells of one column that hold no value, text instead of a number, or a value where none was expected. */
export interface CsvCellReport {
  /** Index of the column. */
  readonly index: number;
  readonly name: string;
  /** What is odd: no value, text in a channel, or values in a column that is not read as it had none in the probed rows. */
  readonly kind: 'missing' | 'text' | 'late';
  readonly count: number;
  /** Line and text of the first. */
  readonly line: number;
  readonly text: string;
}

/** The counters that one reading of a file moves. */
export interface CsvCounts extends SourceCounts {
  /** Line breaks passed; the last line counts without one too. */
  lines: number;
  /** Rows of the table, skipped ones included, the header not. */
  rows: number;
  /** Comment lines. */
  commentLines: number;
  /** Lines of nothing but spaces and delimiters. */
  blankLines: number;
  /** `sep=` lines. */
  directiveLines: number;
  /** Lines of the header; later ones that repeat it too. */
  headerLines: number;
  /** Other lines in front of the table. */
  preambleLines: number;
  /** Rows left out, by reason; `skipped` is their sum. */
  readonly badRows: Record<BadRow, number>;
  /** Line and rule of the first row left out. */
  firstBadRow: { readonly line: number; readonly rule: string } | undefined;
  /** Rows that repeat the row before in every cell, with its time; left out. */
  repeatedRows: number;
  /** Cells that hold text instead of a number; counted in `missing` too. */
  badCells: number;
  backwardTimestamps: number;
}

/** What one reading of a file met, from the first byte to where it ended. */
export interface CsvReport extends Readonly<Omit<CsvCounts, 'badRows' | 'firstBadRow'>>, SourceReport {
  readonly badRows: Readonly<Record<BadRow, number>>;
  readonly firstBadRow?: { readonly line: number; readonly rule: string };
  /** Columns with odd cells. */
  readonly cells: readonly CsvCellReport[];
  /** Samples a second over the whole reading, missing ones counted; absent without a time column. */
  readonly measuredRate?: number;
}

/** Counters at zero. */
export function newCounts(): CsvCounts {
  return {
    ...newSourceCounts(),
    lines: 0,
    rows: 0,
    commentLines: 0,
    blankLines: 0,
    directiveLines: 0,
    headerLines: 0,
    preambleLines: 0,
    badRows: { ragged: 0, timestamp: 0, quote: 0, nul: 0, summary: 0 },
    firstBadRow: undefined,
    repeatedRows: 0,
    badCells: 0,
    backwardTimestamps: 0,
  };
}
