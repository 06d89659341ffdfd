/** Said instead of a reader or a writer where a format has no counterpart: a table over all layers has an entry for each, so that the compiler asks. */
export interface Refused {
  /** Why there is none. */
  readonly refused: string;
}

/** @internal */
export function refused(reason: string): Refused {
  return { refused: reason };
}

/** Whether an entry says that there is none. */
export function isRefused(entry: unknown): entry is Refused {
  return typeof entry === 'object' && entry !== null && 'refused' in entry;
}
