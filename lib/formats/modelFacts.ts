/** Numbers of a type that a file holds. */
export interface StoredNumbers {
  /** Name of the type in the specification of the format, as stored. */
  readonly type: string;
  readonly numbers: number;
  readonly bytes: number;
}

/** What a model file says beside its network. */
export interface ModelFacts {
  /** Versions of the format: schema, or operator sets. */
  readonly schema: string;
  /** The program that wrote it; empty where it does not say. */
  readonly producer: string;
  /** Texts by their keys. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Constants by type, those with the most bytes first. */
  readonly stored: readonly StoredNumbers[];
}

/**
 * Constants by type, those with the most bytes first.
 *
 * @internal
 */
export function byType(constants: readonly StoredNumbers[]): readonly StoredNumbers[] {
  const rows = new Map<string, StoredNumbers>();
  for (const { type, numbers, bytes } of constants) {
    const row = rows.get(type) ?? { type, numbers: 0, bytes: 0 };
    rows.set(type, { type, numbers: row.numbers + numbers, bytes: row.bytes + bytes });
  }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}
