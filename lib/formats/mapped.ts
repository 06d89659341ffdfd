/**
 * A table with the same keys, which the compiler still knows, and what is made of each entry.
 *
 * @internal
 */
export function mapped<K extends string, T, H>(
  table: Readonly<Record<K, T>>,
  make: (entry: T) => H,
): Readonly<Record<K, H>> {
  // an entry for each of the table's
  return Object.fromEntries(Object.entries<T>(table).map(([name, entry]) => [name, make(entry)])) as Record<K, H>;
}
