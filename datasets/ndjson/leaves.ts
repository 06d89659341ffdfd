/** The most fields that a row is looked at for, and how deep. */
const [MAX_LEAVES, MAX_DEPTH] = [4096, 8];

/** Adds the paths of all values that are neither objects nor arrays, in the order of the row. */
export function addLeaves(value: unknown, into: Map<string, number>, path = '', depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    if (path !== '' && into.size < MAX_LEAVES && !into.has(path)) into.set(path, into.size);
    return;
  }
  for (const [key, part] of Object.entries(value))
    addLeaves(part, into, path === '' ? key : `${path}.${key}`, depth + 1);
}

/** The rows of a line: itself, or all of a batch. */
export function rowsOf(line: unknown): readonly unknown[] {
  return Array.isArray(line) && typeof line[0] === 'object' && line[0] !== null ? (line as unknown[]) : [line];
}
