/** The recorded cases that a test goes through; an empty list is an error, as every loop over it would pass. */
export function atLeastOne<T>(cases: readonly T[], what: string): readonly T[] {
  if (cases.length === 0) throw new Error(`${what}: there must be cases, got none`);
  return cases;
}
