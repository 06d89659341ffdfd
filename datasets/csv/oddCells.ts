import type { ColumnSketch } from './columns.js';
import type { CsvCellReport } from './report.js';

/** Remembers which columns hold cells that are not what they should be. */
export interface OddCells {
  note(column: number, kind: CsvCellReport['kind'], text: string, line: number): void;
  list(): readonly CsvCellReport[];
}

/** A memory of one reading, a few words per column. @internal */
export function oddCells(columns: readonly ColumnSketch[]): OddCells {
  const seen: Record<
    CsvCellReport['kind'],
    ({ -readonly [K in keyof CsvCellReport]: CsvCellReport[K] } | undefined)[]
  > = {
    missing: [],
    text: [],
    late: [],
  };
  return {
    note(column, kind, text, line) {
      const known = seen[kind][column];
      if (known) known.count++;
      else
        seen[kind][column] = {
          index: column,
          name: columns[column].name,
          kind,
          count: 1,
          line,
          text: text.slice(0, 40),
        };
    },
    list: () =>
      columns.flatMap(({ index }) =>
        (['missing', 'text', 'late'] as const).flatMap(kind => {
          const found = seen[kind][index];
          return found ? [{ ...found }] : [];
        }),
      ),
  };
}
