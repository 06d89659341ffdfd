/** Where a value stands in a row: an index, a name, or a path of both with dots, `acc.x` or `values.0`. */
export type Field = string | number;

/** Finds the value of a field in a row; undefined where there is none. A name that holds dots itself comes before a path. */
export function fieldReader(field: Field): (row: unknown) => unknown {
  if (typeof field === 'number') {
    return row => (Array.isArray(row) || ArrayBuffer.isView(row) ? (row as ArrayLike<unknown>)[field] : undefined);
  }
  const parts = field.split('.');
  return row => {
    const own = ownValue(row, field);
    return own === undefined && parts.length > 1 ? parts.reduce(ownValue, row) : own;
  };
}

function ownValue(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Record<string, unknown>)[key];
}

/** The number of a cell: of a number, a boolean, or a text of a number; NaN where it has none. */
export function cellNumber(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean' || typeof cell === 'bigint') return Number(cell);
  return typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : NaN;
}

/** Whether a cell says that there is no value, and is not one that cannot be read. */
export function isEmptyCell(cell: unknown): boolean {
  return cell === undefined || cell === null || Number.isNaN(cell) || (typeof cell === 'string' && cell.trim() === '');
}
