import { OptionRangeError } from '../../lib/errors.js';
import { show } from '../../lib/check.js';
import { isMissing, valueOf } from './cells.js';
import { isTimeText } from './timeText.js';
import { bareUnit, splitUnit } from './units.js';

/** What most cells of a column hold; `empty` when none has a value. */
export type ColumnKind = 'number' | 'time' | 'text' | 'empty';

/** A column as its header and the probed rows show it. */
export interface ColumnSketch {
  /** From 0. */
  readonly index: number;
  /** Without the unit; unique in the table. */
  readonly name: string;
  /** '' where unknown. */
  readonly unit: string;
  /** As it stands in the file, '' without a header. */
  readonly header: string;
  readonly kind: ColumnKind;
}

/** What each of `width` columns holds in rows of exactly that many fields. */
export function columnKinds(rows: readonly (readonly string[])[], width: number, decimal: '.' | ','): ColumnKind[] {
  return Array.from({ length: width }, (_, c) => {
    const seen = { number: 0, time: 0, text: 0 };
    for (const row of rows) {
      const cell = row[c];
      if (isMissing(cell)) continue;
      seen[valueOf(cell, decimal) !== undefined ? 'number' : isTimeText(cell) ? 'time' : 'text']++;
    }
    if (seen.number + seen.time + seen.text === 0) return 'empty';
    if (seen.number > seen.time && seen.number >= seen.text) return 'number';
    return seen.time >= seen.text ? 'time' : 'text';
  });
}

/** Columns with unique names: `a`, `a.2`, `a.3` for three called `a`, and `ch0` for a first one without a name. */
export function sketchColumns(
  headers: readonly string[] | undefined,
  units: readonly string[] | undefined,
  kinds: readonly ColumnKind[],
): ColumnSketch[] {
  const taken = new Set<string>();
  const copies = new Map<string, number>();
  return kinds.map((kind, index) => {
    const header = (headers?.[index] ?? '').replace(/\s+/g, ' ');
    const { name: base, unit } = splitUnit(header.replace(/^"(.*)"$/, '$1'));
    let name = base || `ch${index}`;
    while (taken.has(name)) {
      const copy = (copies.get(base) ?? 1) + 1;
      copies.set(base, copy);
      name = `${base || `ch${index}`}.${copy}`;
    }
    taken.add(name);
    return { index, name, unit: unit || bareUnit(units?.[index] ?? ''), header, kind };
  });
}

/** The column an option names. @throws {RangeError} that lists the columns there are */
export function findColumn(
  file: string,
  option: string,
  columns: readonly ColumnSketch[],
  wanted: string | number,
): ColumnSketch {
  const found =
    typeof wanted === 'number'
      ? columns[wanted]
      : (columns.find(c => c.name === wanted) ?? columns.find(c => c.header === wanted && wanted !== ''));
  if (found) return found;
  const names = columns.slice(0, 20).map(c => show(c.name));
  throw new OptionRangeError(
    `csv: ${option} must name a column of ${file}, got ${show(wanted)}; ` +
      `it has ${columns.length}: ${names.join(', ')}${columns.length > names.length ? ', ...' : ''}`,
  );
}
