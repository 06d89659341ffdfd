/** A definition that goes on top of the source where something needs it. */
export interface Helper {
  /** Unique: that of the function or the struct which it defines. */
  readonly name: string;
  readonly text: string;
  readonly needs: readonly Helper[];
}

/** The helpers in use, each behind those that it needs. */
export function helperList() {
  const used = new Map<string, string>();
  function use({ name, text, needs }: Helper): string {
    for (const helper of needs) use(helper);
    if (!used.has(name)) used.set(name, text);
    return name;
  }
  return { use, texts: () => [...used.values()] };
}

/**
 * A helper from its text.
 *
 * @internal
 */
export function helper(name: string, needs: readonly Helper[], text: string): Helper {
  return { name, needs, text: text.trim() };
}
